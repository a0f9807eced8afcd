package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;

class PermissionsTest {
  private static final Pattern NAMED = Pattern.compile("Permission ([a-z]+\\.[a-z]+|public)\\.");

  @Test
  void everyRpcIsRegisteredWithThePermissionThatItsCommentNames() throws Exception {
    var registered = registered();
    var faults = new ArrayList<String>();
    var rpcs = 0;
    for (var file : Contracts.files()) {
      for (var rpc : Contracts.rpcs(file).values()) {
        rpcs++;
        var expected = named(rpc.comment());
        var actual = permission(registered, rpc.name());
        if (!expected.equals(actual)) {
          faults.add(
              "%s says %s and is registered with %s".formatted(rpc.name(), expected, actual));
        }
      }
    }
    assertTrue(rpcs > 20, "the RPCs were found");
    assertEquals(List.of(), faults);
  }

  @Test
  void anRpcThatIsNotRegisteredIsFound() throws Exception {
    assertEquals("nothing", permission(registered(), "reckoner.rating.v1.RatingService/Forget"));
    assertEquals("no permission", named("Deletes all. Idempotent."));
  }

  private static String named(String comment) {
    var matcher = NAMED.matcher(comment);
    return matcher.find() ? matcher.group(1) : "no permission";
  }

  private static String permission(List<RpcPermissions> registered, String rpc) {
    var method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(rpc)
            .setRequestMarshaller(Bytes.MARSHALLER)
            .setResponseMarshaller(Bytes.MARSHALLER)
            .build();
    return registered.stream()
        .flatMap(permissions -> permissions.of(method).stream())
        .map(Permission::name)
        .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '.'))
        .findFirst()
        .orElse("nothing");
  }

  /** What the wiring of the services and of the kit gives to the edge. */
  private static List<RpcPermissions> registered() throws Exception {
    var wiring =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(
                    "reckoner.kit.edge",
                    "reckoner.catalog.wiring",
                    "reckoner.rating.wiring",
                    "reckoner.invoicing.wiring",
                    "reckoner.workflows.wiring")
                .stream()
                .filter(type -> !type.getName().contains("$"))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getRawReturnType().isEquivalentTo(RpcPermissions.class))
                .toList();
    assertEquals(6, wiring.size(), "one of each service, another of items, and one of the kit");
    var permissions = new ArrayList<RpcPermissions>();
    for (var method : wiring) {
      permissions.add(make(method));
    }
    return permissions;
  }

  private static RpcPermissions make(JavaMethod bean) throws ReflectiveOperationException {
    var factory = bean.getOwner().reflect().getDeclaredConstructor();
    factory.setAccessible(true);
    var method = bean.reflect();
    method.setAccessible(true);
    return (RpcPermissions) method.invoke(factory.newInstance());
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    static final Bytes MARSHALLER = new Bytes();

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return new byte[0];
    }
  }
}
