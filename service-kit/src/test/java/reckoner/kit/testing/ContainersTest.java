package reckoner.kit.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainersTest {
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      nullValues = "unset",
      textBlock =
          """
          unset    | all     | true  |
          unset    | reaper  | false |
          unset    | image   | false |
          off      | all     | false |
          required | all     | true  |
          Required | all     | true  |
          required | reaper  | false | RECKONER_CONTAINERS=required, but the engine has no ryuk
          required | image   | false | RECKONER_CONTAINERS=required, but the engine has no postgres
          yes      | all     | false | RECKONER_CONTAINERS is "yes": it is required, off or not set
          """,
      delimiter = '|')
  void theChoice(@Nullable String asked, String present, boolean use, @Nullable String failure) {
    UnaryOperator<String> engine =
        image ->
            switch (present) {
              case "reaper" -> image.contains("ryuk") ? "the engine has no ryuk" : "";
              case "image" -> image.contains("ryuk") ? "" : "the engine has no postgres";
              default -> "";
            };
    var answer = Containers.answer(asked, engine, "postgres:18.6");
    assertEquals(new Containers.Answer(use, failure == null ? "" : failure), answer);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          HTTP/1.0 200 OK                    | ''
          HTTP/1.0 404 Not Found             | the container engine has no image postgres:18.6
          HTTP/1.0 500 Internal Server Error | the container engine answers 500 for postgres:18.6
          """,
      delimiter = '|')
  void anEngineIsAskedForItsImages(String status, String trouble) throws Exception {
    var socket = folder.resolve("engine.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      var engine = Thread.ofVirtual().start(() -> answer(server, status));
      assertEquals(trouble, new ContainerEngine("unix://" + socket).trouble("postgres:18.6"));
      engine.join();
    }
  }

  @Test
  void whereNoEngineIsTheTroubleNamesThePlace() {
    var socket = "unix://" + folder.resolve("nobody.sock");
    assertEquals("no container engine at " + socket, new ContainerEngine(socket).trouble("a:1"));
    assertTrue(new ContainerEngine("tcp://localhost:1").trouble("a:1").contains("unix://"));
  }

  private static void answer(ServerSocketChannel server, String status) {
    try (var connection = server.accept()) {
      connection.read(ByteBuffer.allocate(1024));
      var reply = status + "\r\nContent-Type: application/json\r\n\r\n{}";
      connection.write(ByteBuffer.wrap(reply.getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }
}
