package reckoner.standalone.rules;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the manifests of {@code deploy/kubernetes} by the types of Kubernetes, strictly. */
final class Manifests {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1 Namespace", Namespace.class,
          "v1 ConfigMap", ConfigMap.class,
          "v1 Secret", Secret.class,
          "v1 Service", Service.class,
          "v1 ServiceAccount", ServiceAccount.class,
          "apps/v1 Deployment", Deployment.class,
          "batch/v1 Job", Job.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
          "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(new NothingUnknown())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .build();

  private Manifests() {}

  /** The types keep what they do not know; here that is a fault. */
  private static final class NothingUnknown extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  /** Every object under a folder, whatever its file. */
  static List<HasMetadata> under(Path folder) throws IOException {
    var objects = new ArrayList<HasMetadata>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(name -> name.toString().endsWith(".yaml")).sorted().toList()) {
        for (var document : documents(Files.readString(file))) {
          if (document instanceof Map<?, ?> fields && !isOfKustomize(fields)) {
            objects.add(object(fields));
          }
        }
      }
    }
    return objects;
  }

  /** The object of one document; fails where Kubernetes has no such kind or field. */
  static HasMetadata object(Map<?, ?> fields) {
    var kind = fields.get("apiVersion") + " " + fields.get("kind");
    var type = KINDS.get(kind);
    if (type == null) {
      throw new IllegalArgumentException("an unexpected kind: " + kind);
    }
    return STRICT.convertValue(fields, type);
  }

  /** What stands under a name in a mapping; it must be there. */
  static Object field(Object of, String name) {
    var value = ((Map<?, ?>) of).get(name);
    if (value == null) {
      throw new IllegalArgumentException("no %s in %s".formatted(name, of));
    }
    return value;
  }

  static Iterable<Object> documents(String yaml) {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new Yaml(new SafeConstructor(options)).loadAll(yaml);
  }

  private static boolean isOfKustomize(Map<?, ?> fields) {
    return String.valueOf(fields.get("apiVersion")).startsWith("kustomize.config.k8s.io/");
  }
}
