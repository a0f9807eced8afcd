package reckoner.standalone.usage;

import io.grpc.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import reckoner.kit.wire.CanonicalForm;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.UsageEvent;
import reckoner.standalone.demo.BadInput;
import reckoner.standalone.platform.OwnerOnly;
import reckoner.standalone.platform.StartFailure;

/** Brings the usage of files in, one after the other. */
public final class UsageImport {
  private static final int KEY_LENGTH = 32;

  private final List<FileImport.Source> sources;
  private final Path state;
  private final Consumer<String> tell;

  /**
   * What is asked for.
   *
   * @param isCsv for all files; none where their names say it
   * @param defaults what a line need not state; without a source it is the file's name
   * @param rejects the folder for the lines that became no usage
   * @param state the folder that remembers how far imports came
   */
  public record Request(
      List<Path> files, Optional<Boolean> isCsv, UsageEvent defaults, Path rejects, Path state) {
    public Request {
      files = List.copyOf(files);
    }
  }

  /**
   * What became of a file.
   *
   * @param counts lines by what became of them
   * @param rejects the file of those that became no usage
   */
  public record Result(String name, Map<String, Long> counts, Path rejects) {
    public Result {
      counts = Map.copyOf(counts);
    }

    public long rejected() {
      return counts.entrySet().stream()
          .filter(count -> FileImport.isRejected(count.getKey()))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  private UsageImport(List<FileImport.Source> sources, Path state, Consumer<String> tell) {
    this.sources = List.copyOf(sources);
    this.state = state;
    this.tell = tell;
  }

  /**
   * Looks at the files before anything is sent.
   *
   * @param tell hears how it goes on
   * @throws BadInput where a file is missing, of no known format, or has a wrong header
   */
  public static UsageImport of(Request request, Consumer<String> tell) {
    var names = new HashSet<String>();
    for (var file : request.files()) {
      if (!names.add(String.valueOf(file.getFileName()))) {
        throw new BadInput(
            "two files are called %s, and a file's name is the source of its events: rename one"
                .formatted(file.getFileName()));
      }
    }
    return new UsageImport(
        request.files().stream().map(file -> source(request, file)).toList(),
        request.state(),
        tell);
  }

  private static FileImport.Source source(Request request, Path file) {
    var name = String.valueOf(file.getFileName());
    var isCsv =
        request
            .isCsv()
            .or(() -> LineFormat.isCsv(name))
            .orElseThrow(() ->
                new BadInput(
                    "%s does not end with .csv, .jsonl or .ndjson: --format says what it is"
                        .formatted(file)));
    var defaults =
        request.defaults().getSource().isEmpty()
            ? request.defaults().toBuilder().setSource(name).build()
            : request.defaults();
    var source =
        new FileImport.Source(
            file, isCsv, defaults, request.rejects().resolve(name + ".rejected.csv"));
    try {
      FileImport.format(source);
    } catch (IOException unreadable) {
      throw new BadInput("%s cannot be read: %s".formatted(file, unreadable), unreadable);
    }
    return source;
  }

  /** Checks every line and sends nothing. */
  public List<Result> rehearse(InstantSource time) {
    return run(new LocalCheck(time), "rehearsal");
  }

  /**
   * Sends every line.
   *
   * @param place which service that is; what was sent to another does not count
   */
  public List<Result> send(Channel rating, String place) {
    return run(
        answers -> {
          var stream = new IngestStream<>(() -> RatingServiceGrpc.newStub(rating), answers, tell);
          return new FileImport.Destination.Way() {
            @Override
            public void add(FileImport.Entry entry, Optional<UsageEvent> event) {
              stream.add(entry, event);
            }

            @Override
            public void finish() {
              stream.finish();
            }

            @Override
            public void close() {
              stream.close();
            }
          };
        },
        place);
  }

  private List<Result> run(FileImport.Destination destination, String place) {
    return sources.stream().map(source -> run(source, destination, place)).toList();
  }

  private Result run(FileImport.Source source, FileImport.Destination destination, String place) {
    try {
      OwnerOnly.directory(state);
      Files.createDirectories(source.rejects().toAbsolutePath().getParent());
      var kept = state.resolve(key(source, place) + ".json");
      var counts = new FileImport(source, destination, kept, tell).run();
      return new Result(source.name(), counts, source.rejects());
    } catch (IOException failure) {
      throw new StartFailure("%s: %s".formatted(source.file(), failure), failure);
    }
  }

  /** Of the same file, to the same place, read in the same way. */
  private static String key(FileImport.Source source, String place) {
    var defaults =
        source.defaults().getAllFields().entrySet().stream()
            .map(field -> field.getKey().getName() + "=" + field.getValue())
            .collect(Collectors.joining("\n"));
    var text =
        String.join(
            "\n",
            source.file().toAbsolutePath().normalize().toString(),
            place,
            Boolean.toString(source.isCsv()),
            defaults,
            source.rejects().toAbsolutePath().normalize().toString());
    return CanonicalForm.sha256Hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, KEY_LENGTH);
  }
}
