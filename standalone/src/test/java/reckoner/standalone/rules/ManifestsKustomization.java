package reckoner.standalone.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A kustomization as it stands in its files: whether what it names is there, and its patches meet
 * something. Kustomize itself says more, but not every machine has it.
 */
record ManifestsKustomization(Path folder, Map<?, ?> fields) {
  private static final String FILE = "kustomization.yaml";
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "apiVersion",
          "kind",
          "namespace",
          "labels",
          "resources",
          "components",
          "patches",
          "replicas",
          "images",
          "configMapGenerator",
          "secretGenerator");

  static ManifestsKustomization in(Path folder) throws IOException {
    var documents = Manifests.documents(Files.readString(folder.resolve(FILE)));
    return new ManifestsKustomization(folder.normalize(), (Map<?, ?>) documents.iterator().next());
  }

  /** What is missing or meets nothing, here and in all that this takes in. */
  Set<String> faults() throws IOException {
    var faults = new TreeSet<String>();
    for (var part : parts("resources")) {
      faults.addAll(part.faults());
    }
    var documents = documents();
    for (var layer : layers()) {
      layer.missing(faults);
      layer.unmet(documents, faults);
    }
    for (var generator : generators()) {
      if (generator.isAddition() && generators().stream().noneMatch(generator::isAddedTo)) {
        faults.add("nothing to merge into: " + generator.name());
      }
    }
    return faults;
  }

  /** Config maps and secrets that a pod uses and nobody makes. */
  Set<String> unresolved() throws IOException {
    var used = new TreeSet<String>();
    references(documents(), used);
    for (var layer : layers()) {
      references(layer.patched(), used);
    }
    generators().forEach(generator -> used.remove(generator.name()));
    return used;
  }

  /** What pods take from config maps and secrets, each as kind and name. */
  static void references(Object in, Set<String> found) {
    switch (in) {
      case Map<?, ?> fields -> {
        for (var field : fields.entrySet()) {
          switch (field.getKey().toString()) {
            case "configMapRef", "configMap" -> found.add("ConfigMap " + name(field.getValue()));
            case "secretRef", "secret" -> found.add("Secret " + name(field.getValue()));
            default -> references(field.getValue(), found);
          }
        }
      }
      case Collection<?> list -> list.forEach(one -> references(one, found));
      case null, default -> {}
    }
  }

  private static Object name(Object reference) {
    var fields = (Map<?, ?>) reference;
    return fields.containsKey("secretName")
        ? fields.get("secretName")
        : Manifests.field(fields, "name");
  }

  /** The objects of the files, before patches. */
  List<Map<?, ?>> documents() throws IOException {
    var documents = new ArrayList<Map<?, ?>>();
    for (var layer : layers()) {
      for (var path : layer.texts("resources")) {
        var resource = layer.folder.resolve(path);
        if (Files.isRegularFile(resource)) {
          Manifests.documents(Files.readString(resource))
              .forEach(document -> documents.add((Map<?, ?>) document));
        }
      }
      for (var part : layer.parts("resources")) {
        documents.addAll(part.documents());
      }
    }
    return documents;
  }

  /** The files that generators read. */
  Set<Path> generated() throws IOException {
    var files = new TreeSet<Path>();
    for (var generator : generators()) {
      generator.files().forEach(file -> files.add(generator.folder().resolve(file).normalize()));
    }
    return files;
  }

  /** This and its components, which see the same objects. */
  private List<ManifestsKustomization> layers() throws IOException {
    var layers = new ArrayList<>(List.of(this));
    for (var component : parts("components")) {
      layers.addAll(component.layers());
    }
    return layers;
  }

  private List<ManifestsKustomization> parts(String field) throws IOException {
    var parts = new ArrayList<ManifestsKustomization>();
    for (var path : texts(field)) {
      if (Files.exists(folder.resolve(path).resolve(FILE))) {
        parts.add(in(folder.resolve(path)));
      }
    }
    return parts;
  }

  private record Generator(Path folder, String kind, Map<?, ?> fields) {
    String name() {
      return kind + " " + fields.get("name");
    }

    boolean isAddition() {
      return "merge".equals(fields.get("behavior"));
    }

    boolean isAddedTo(Generator other) {
      return !other.isAddition() && other.name().equals(name());
    }

    List<String> files() {
      return Stream.of("files", "envs")
          .flatMap(field -> list(fields, field).stream())
          .map(file -> file.toString().replaceFirst("^[^=]*=", ""))
          .toList();
    }
  }

  private List<Generator> generators() throws IOException {
    var generators = new ArrayList<Generator>();
    for (var layer : layers()) {
      for (var one : list(layer.fields, "configMapGenerator")) {
        generators.add(new Generator(layer.folder, "ConfigMap", (Map<?, ?>) one));
      }
      for (var one : list(layer.fields, "secretGenerator")) {
        generators.add(new Generator(layer.folder, "Secret", (Map<?, ?>) one));
      }
      for (var part : layer.parts("resources")) {
        generators.addAll(part.generators());
      }
    }
    return generators;
  }

  private void missing(Set<String> faults) throws IOException {
    for (var field : fields.keySet()) {
      if (!UNDERSTOOD.contains(field.toString())) {
        faults.add("%s: a field that is not understood here: %s".formatted(folder, field));
      }
    }
    for (var path : texts("resources")) {
      var resource = folder.resolve(path);
      if (!Files.isRegularFile(resource) && !Files.exists(resource.resolve(FILE))) {
        faults.add("no resource " + resource);
      }
    }
    for (var path : texts("components")) {
      if (!Files.exists(folder.resolve(path).resolve(FILE))) {
        faults.add("no component " + folder.resolve(path));
      }
    }
    for (var file : generated()) {
      if (!Files.exists(file) && !isSecret(file)) {
        faults.add("no file for a generator: " + file);
      }
    }
  }

  /**
   * Secrets are not among the sources: the script makes them, but for one that only its owner has.
   */
  private static boolean isSecret(Path file) throws IOException {
    var name = file.getFileName().toString();
    return file.resolveSibling("").endsWith("secrets")
        && (name.equals("temporal-ca.pem") || ComposeTest.isMadeByTheScript(name));
  }

  private void unmet(List<Map<?, ?>> documents, Set<String> faults) throws IOException {
    for (var patch : list(fields, "patches")) {
      var path = folder.resolve(String.valueOf(((Map<?, ?>) patch).get("path")));
      if (Files.exists(path)) {
        for (var change : Manifests.documents(Files.readString(path))) {
          if (change instanceof List<?> operations) {
            var target = (Map<?, ?>) Manifests.field(patch, "target");
            operations(path, operations, selected(documents, target), faults);
          } else {
            merge(path, (Map<?, ?>) change, documents, faults);
          }
        }
      } else {
        faults.add("no patch " + path);
      }
    }
    for (var replicas : list(fields, "replicas")) {
      var named = Map.of("kind", "Deployment", "name", Manifests.field(replicas, "name"));
      if (selected(documents, named).isEmpty()) {
        faults.add("replicas of nothing: " + replicas);
      }
    }
    for (var image : list(fields, "images")) {
      var name = Manifests.field(image, "name");
      if (!documents.toString().matches("(?s).*\\bimage=" + name + "[,}].*")) {
        faults.add("no container has this image: " + name);
      }
    }
  }

  private static void operations(
      Path path, List<?> operations, List<Map<?, ?>> targets, Set<String> faults) {
    if (targets.isEmpty()) {
      faults.add("a patch without a target: " + path);
    }
    for (var target : targets) {
      for (var operation : operations) {
        var pointer = Manifests.field(operation, "path").toString();
        if (!leads(target, pointer, "add".equals(Manifests.field(operation, "op")))) {
          faults.add(
              "%s: no %s in %s".formatted(path, pointer, Manifests.field(target, "metadata")));
        }
      }
    }
  }

  /** Whether a JSON pointer has a place in an object; what is added need not be there itself. */
  private static boolean leads(Object object, String pointer, boolean isAdded) {
    var steps = pointer.substring(1).split("/");
    var at = object;
    for (var i = 0; i < steps.length; i++) {
      var isLast = i == steps.length - 1;
      if (at instanceof List<?> list) {
        if (isLast && isAdded && steps[i].equals("-")) {
          return true;
        }
        var index = steps[i].matches("\\d{1,4}") ? Integer.parseInt(steps[i]) : list.size();
        at = index < list.size() ? list.get(index) : null;
      } else if (at instanceof Map<?, ?> map) {
        if (isLast && isAdded) {
          return true;
        }
        at = map.get(steps[i].replace("~1", "/").replace("~0", "~"));
      } else {
        return false;
      }
    }
    return at != null;
  }

  /** A merge that meets no object fails; one that meets no container would add a second. */
  private static void merge(
      Path path, Map<?, ?> change, List<Map<?, ?>> documents, Set<String> faults) {
    var name = Manifests.field(Manifests.field(change, "metadata"), "name");
    var targets = selected(documents, Map.of("kind", change.get("kind"), "name", name));
    if (targets.isEmpty()) {
      faults.add("%s: nothing to patch: %s %s".formatted(path, change.get("kind"), name));
    }
    for (var target : targets) {
      if (!containers(target).containsAll(containers(change))) {
        faults.add("%s: no container of this name in %s".formatted(path, name));
      }
    }
  }

  private static Set<String> containers(Map<?, ?> workload) {
    Object at = workload;
    for (var step : List.of("spec", "template", "spec")) {
      at = at instanceof Map<?, ?> fields ? fields.get(step) : null;
    }
    var names = new TreeSet<String>();
    if (at instanceof Map<?, ?> pod) {
      list(pod, "containers").forEach(one -> names.add(Manifests.field(one, "name").toString()));
    }
    return names;
  }

  /** The documents of patches that merge. */
  private List<Object> patched() throws IOException {
    var documents = new ArrayList<Object>();
    for (var patch : list(fields, "patches")) {
      var path = folder.resolve(String.valueOf(((Map<?, ?>) patch).get("path")));
      if (Files.exists(path)) {
        Manifests.documents(Files.readString(path)).forEach(documents::add);
      }
    }
    return documents;
  }

  private static List<Map<?, ?>> selected(List<Map<?, ?>> documents, Map<?, ?> target) {
    if (!Set.of("kind", "name").containsAll(target.keySet())) {
      throw new IllegalArgumentException("a target that is not understood here: " + target);
    }
    return documents.stream()
        .filter(one -> !target.containsKey("kind") || target.get("kind").equals(one.get("kind")))
        .filter(one ->
            !target.containsKey("name")
                || target
                    .get("name")
                    .equals(((Map<?, ?>) Manifests.field(one, "metadata")).get("name")))
        .toList();
  }

  private List<String> texts(String field) {
    return list(fields, field).stream().map(Object::toString).toList();
  }

  private static List<?> list(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }
}
