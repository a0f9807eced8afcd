package reckoner.standalone.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is applied to a cluster is what Kubernetes knows, and fits together. */
class ManifestsTest {
  private static final Path FOLDER = Repository.root().resolve("deploy/kubernetes");
  private static final Set<String> SERVICES = Set.of("catalog", "rating", "invoicing", "workflows");

  @Test
  void everyManifestHasOnlyFieldsThatKubernetesKnows() throws Exception {
    assertTrue(Manifests.under(FOLDER).size() > 20, "the manifests were found");
    assertEquals(Set.of(), names(Secret.class), "manifests name secrets and hold none");
  }

  @Test
  void aMisspeltFieldAndAWrongTypeAreFound() {
    var good = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: x}, spec: {replicas: 2}}";
    assertNotNull(read(good));
    for (var wrong :
        List.of(
            good.replace("replicas", "replica"),
            good.replace("2", "two"),
            good.replace("name", "nam"),
            good.replace("apps/v1", "apps/v1beta1"),
            good.replace("replicas: 2", "replicas: 2, replicas: 3"))) {
      assertThrows(RuntimeException.class, () -> read(wrong), wrong);
    }
  }

  private static HasMetadata read(String yaml) {
    return Manifests.object((Map<?, ?>) Manifests.documents(yaml).iterator().next());
  }

  @Test
  void eachServiceHasItsParts() throws Exception {
    assertEquals(SERVICES, names(Deployment.class));
    assertEquals(SERVICES, names(Service.class));
    assertEquals(SERVICES, names(PodDisruptionBudget.class));
    assertEquals(Set.of("migrate"), names(Job.class));
    for (var deployment : all(Deployment.class, "base")) {
      var name = deployment.getMetadata().getName();
      var labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
      assertEquals(name, labels.get("app.kubernetes.io/name"));
      assertEquals(deployment.getSpec().getSelector().getMatchLabels(), labels);
      assertEquals(List.of("serve", name), container(deployment).getArgs());
      assertEquals(2, deployment.getSpec().getReplicas());
    }
    for (var service : all(Service.class, "base")) {
      var name = service.getMetadata().getName();
      assertEquals(Map.of("app.kubernetes.io/name", name), service.getSpec().getSelector());
      assertEquals("None", service.getSpec().getClusterIP(), "clients see every pod");
    }
    for (var budget : all(PodDisruptionBudget.class, "base")) {
      assertEquals(
          Map.of("app.kubernetes.io/name", budget.getMetadata().getName()),
          budget.getSpec().getSelector().getMatchLabels());
    }
  }

  @Test
  void probesMountsAndPortsNameWhatIsThere() throws Exception {
    for (var deployment : all(Deployment.class, "base")) {
      var container = container(deployment);
      var ports = container.getPorts().stream().map(ContainerPort::getName).toList();
      assertEquals(List.of("grpc", "http"), ports);
      for (var probe :
          List.of(
              container.getStartupProbe(),
              container.getReadinessProbe(),
              container.getLivenessProbe())) {
        assertEquals("http", port(probe));
      }
      assertEquals("/health/readiness", container.getReadinessProbe().getHttpGet().getPath());
      assertTrue(
          deployment.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds() > 25);
    }
    for (var template : templates()) {
      var volumes =
          template.getSpec().getVolumes().stream().map(Volume::getName).collect(Collectors.toSet());
      var mounts =
          template.getSpec().getContainers().getFirst().getVolumeMounts().stream()
              .map(VolumeMount::getName)
              .collect(Collectors.toSet());
      assertEquals(volumes, mounts);
    }
  }

  private static String port(Probe probe) {
    return probe.getHttpGet().getPort().getStrVal();
  }

  /** The profile "restricted" of Kubernetes' own pod security standards. */
  @Test
  void everyPodIsRestricted() throws Exception {
    for (var template : templates()) {
      var pod = template.getSpec();
      assertEquals(false, pod.getAutomountServiceAccountToken());
      assertEquals(true, pod.getSecurityContext().getRunAsNonRoot());
      assertEquals(10_001, pod.getSecurityContext().getRunAsUser());
      assertEquals("RuntimeDefault", pod.getSecurityContext().getSeccompProfile().getType());
      assertEquals(1, pod.getContainers().size());
      var container = pod.getContainers().getFirst();
      assertEquals(false, container.getSecurityContext().getAllowPrivilegeEscalation());
      assertEquals(true, container.getSecurityContext().getReadOnlyRootFilesystem());
      assertEquals(List.of("ALL"), container.getSecurityContext().getCapabilities().getDrop());
      assertTrue(container.getResources().getLimits().containsKey("memory"));
      assertEquals(
          container.getResources().getLimits().get("memory"),
          container.getResources().getRequests().get("memory"),
          "memory that is promised and not there ends a process");
    }
  }

  private static List<PodTemplateSpec> templates() throws Exception {
    var templates = new ArrayList<PodTemplateSpec>();
    all(Deployment.class, "base").forEach(one -> templates.add(one.getSpec().getTemplate()));
    all(Job.class, "migrate").forEach(one -> templates.add(one.getSpec().getTemplate()));
    assertEquals(5, templates.size());
    return templates;
  }

  private static Container container(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
  }

  private static <T extends HasMetadata> List<T> all(Class<T> type, String folder)
      throws Exception {
    return of(type, Manifests.under(FOLDER.resolve(folder)).stream()).toList();
  }

  private static <T extends HasMetadata> Set<String> names(Class<T> type) throws Exception {
    return of(type, Manifests.under(FOLDER).stream())
        .map(one -> one.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static <T extends HasMetadata> Stream<T> of(Class<T> type, Stream<HasMetadata> objects) {
    return objects.filter(type::isInstance).map(type::cast);
  }
}
