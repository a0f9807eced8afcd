package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an installation applies: the example with its bases, components and patches put together.
 * The files are read on every machine; where it has {@code kustomize} or {@code kubectl}, what that
 * makes of them is read too.
 */
class ManifestsAppliedTest {
  private static final Set<String> SERVICES = Set.of("catalog", "rating", "invoicing", "workflows");
  private static final List<String> APPLIED = List.of("example/migrate", "example/services");

  @TempDir Path folder;

  @BeforeEach
  void copyWithoutSecrets() throws Exception {
    var sources = Repository.root().resolve("deploy/kubernetes");
    try (var files = Files.walk(sources)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!file.resolveSibling("").endsWith("secrets")) {
          var copy = folder.resolve(sources.relativize(file).toString());
          Files.createDirectories(copy.resolveSibling(""));
          Files.copy(file, copy);
        }
      }
    }
  }

  @Test
  void everyFileThatIsNamedIsThereAndEveryPatchMeetsSomething() throws Exception {
    for (var applied : Stream.concat(APPLIED.stream(), Stream.of("base", "migrate")).toList()) {
      assertEquals(Set.of(), kustomization(applied).faults(), applied);
    }
    for (var applied : APPLIED) {
      assertEquals(Set.of(), kustomization(applied).unresolved(), applied);
    }
  }

  @Test
  void aNameThatLeadsNowhereIsFound() throws Exception {
    isFound("base/kustomization.yaml", "- catalog.yaml", "- katalog.yaml");
    isFound("base/kustomization.yaml", "../common", "../komon");
    isFound("base/kustomization.yaml", "namespace:", "namespaze:");
    isFound("common/kustomization.yaml", "[reckoner.env]", "[rekoner.env]");
    isFound("common/kustomization.yaml", "name: reckoner", "name: rekoner");
    isFound("example/services/kustomization.yaml", "../../tls", "../../tsl");
    isFound("example/services/kustomization.yaml", "name: rating", "name: ratings");
    isFound("example/services/temporal.yaml", "name: workflows", "name: workflow");
    isFound("example/services/temporal.yaml", "- name: workflows", "- name: workflow");
    isFound("example/services/temporal.yaml", "{name: temporal-ca}", "{name: temporal}");
    isFound("example/settings/kustomization.yaml", "name: reckoner\n    newN", "name: r\n    newN");
    isFound("example/settings/kustomization.yaml", "secrets/catalog.pem", "secrets/katalog.pem");
    isFound("example/settings/kustomization.yaml", "name: rating-tls", "name: rating-tsl");
    isFound("tls/kustomization.yaml", "path: volumes.yaml", "path: volume.yaml");
    isFound("tls/kustomization.yaml", "kind: Deployment", "kind: Deploiment");
    isFound("tls/every-service.yaml", "containers/0/env/-", "containers/1/env/-");
    isFound("tls/every-service.yaml", "startupProbe/", "startProbe/");
    isFound("tls/volumes.yaml", "name: invoicing", "name: invoices");
  }

  private void isFound(String file, String good, String wrong) throws Exception {
    var path = folder.resolve(file);
    var before = Files.readString(path);
    var after = before.replaceFirst(Pattern.quote(good), wrong);
    assertNotEquals(before, after, file);
    Files.writeString(path, after);
    var found = new TreeSet<String>();
    for (var applied : APPLIED) {
      found.addAll(kustomization(applied).faults());
      found.addAll(kustomization(applied).unresolved());
    }
    assertFalse(found.isEmpty(), file + ": " + wrong);
    Files.writeString(path, before);
  }

  @Test
  void eachStepBringsTheNetworkRulesThatItNeeds() throws Exception {
    assertEquals(Set.of("nothing", "names", "to-postgresql"), rules("example/migrate"));
    assertTrue(rules("example/services").containsAll(rules("example/migrate")));
    assertTrue(rules("example/services").contains("to-temporal"));
  }

  private Set<String> rules(String applied) throws Exception {
    return kustomization(applied).documents().stream()
        .map(Manifests::object)
        .filter(one -> one.getKind().equals("NetworkPolicy"))
        .map(one -> one.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private ManifestsKustomization kustomization(String applied) throws Exception {
    return ManifestsKustomization.in(folder.resolve(applied));
  }

  @Test
  void whatKustomizeMakesOfItIsWhatKubernetesKnowsAndFitsTogether() throws Exception {
    var read = 0;
    for (var applied : APPLIED) {
      makeSecrets(applied);
      var results = new ArrayList<List<Map<?, ?>>>();
      results.add(kustomization(applied).documents());
      for (var command : commands()) {
        var result = result(command, folder.resolve(applied));
        checkNames(result);
        if (applied.endsWith("services")) {
          checkServices(result.stream().map(Manifests::object).toList());
        }
        results.add(result);
      }
      for (var result : results) {
        read += result.stream().map(Manifests::object).toList().size();
      }
    }
    assertTrue(read > 20, "objects were read");
  }

  /** Names carry a hash of the content, in objects and in what refers to them alike. */
  private static void checkNames(List<Map<?, ?>> result) {
    var used = new TreeSet<String>();
    ManifestsKustomization.references(result, used);
    var made = new TreeSet<String>();
    for (var object : result.stream().map(Manifests::object).toList()) {
      var metadata = object.getMetadata();
      made.add(object.getKind() + " " + metadata.getName());
      assertEquals(object instanceof Namespace ? null : "reckoner", metadata.getNamespace());
    }
    assertFalse(used.isEmpty());
    assertTrue(made.containsAll(used), used + " are used, and there are " + made);
    assertFalse(result.toString().contains("image=reckoner,"), "the image is the installation's");
  }

  private static void checkServices(List<HasMetadata> objects) {
    var settings =
        objects.stream()
            .filter(ConfigMap.class::isInstance)
            .map(one -> ((ConfigMap) one).getData())
            .filter(data -> data.containsKey("RECKONER_PUBLIC_KEYS_FILE"))
            .findFirst()
            .orElseThrow();
    assertTrue(
        settings.containsKey("RECKONER_TEMPORAL_TARGET"), "the installation's own are there");
    var deployments = objects.stream().filter(Deployment.class::isInstance).toList();
    assertEquals(
        SERVICES,
        deployments.stream().map(one -> one.getMetadata().getName()).collect(Collectors.toSet()));
    for (var deployment : deployments) {
      var pod = ((Deployment) deployment).getSpec().getTemplate().getSpec();
      var container = pod.getContainers().getFirst();
      assertEquals("HTTPS", container.getReadinessProbe().getHttpGet().getScheme());
      var files =
          Stream.concat(
                  settings.entrySet().stream(),
                  container.getEnv().stream().map(one -> Map.entry(one.getName(), one.getValue())))
              .filter(one -> one.getKey().endsWith("_FILE"))
              .toList();
      for (var file : files) {
        assertTrue(
            container.getVolumeMounts().stream()
                .anyMatch(mount -> file.getValue().startsWith(mount.getMountPath() + "/")),
            "nothing is mounted for " + file);
      }
      assertTrue(names(container).contains("RECKONER_TLS_CERTIFICATE_FILE"));
      assertEquals(
          deployment.getMetadata().getName().equals("workflows"),
          names(container).contains("RECKONER_TEMPORAL_CA_FILE"));
    }
  }

  private static Set<String> names(Container container) {
    return container.getEnv().stream().map(EnvVar::getName).collect(Collectors.toSet());
  }

  private void makeSecrets(String applied) throws Exception {
    for (var file : kustomization(applied).generated()) {
      if (Files.notExists(file)) {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "a secret");
      }
    }
  }

  private static List<List<String>> commands() {
    return Stream.of(List.of("kustomize", "build"), List.of("kubectl", "kustomize"))
        .flatMap(command ->
            onPath(command.getFirst()).map(file -> List.of(file, command.getLast())).stream())
        .toList();
  }

  private static Optional<String> onPath(String program) {
    return Stream.of(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .map(part -> Path.of(part).resolve(program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private List<Map<?, ?>> result(List<String> command, Path applied) throws Exception {
    var output = folder.resolve("output");
    var errors = folder.resolve("errors");
    var process =
        new ProcessBuilder(Stream.concat(command.stream(), Stream.of(applied.toString())).toList())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), command + " takes more than a minute");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), () -> command + ": " + text(errors));
    var objects = new ArrayList<Map<?, ?>>();
    Manifests.documents(text(output)).forEach(one -> objects.add((Map<?, ?>) one));
    return objects;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
