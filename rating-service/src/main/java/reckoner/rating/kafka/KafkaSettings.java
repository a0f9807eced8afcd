package reckoner.rating.kafka;

import java.io.IOException;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import reckoner.kit.settings.BadSetting;
import reckoner.kit.settings.Settings;
import reckoner.rating.wire.UsageBatch;

/**
 * Where usage comes from, and whose it is.
 *
 * @param tenant to whom everything in the topics belongs
 * @param client what Kafka's client is given
 */
record KafkaSettings(List<String> topics, String tenant, Properties client) {
  static final String SERVERS = "reckoner.kafka-bootstrap-servers";
  static final String TOPICS = "reckoner.kafka-topics";
  static final String GROUP = "reckoner.kafka-group";
  static final String TENANT = "reckoner.kafka-tenant";
  static final String FILE = "reckoner.kafka-properties-file";

  private static final Pattern SERVER = Pattern.compile("(\\[[^\\]]+\\]|[^\\[\\]:]+):\\d{1,5}");

  /** What a properties file may say otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          // a group that starts for the first time skips nothing
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(UsageBatch.EVENTS_MAX),
          // a name that is misspelt makes no topic
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");

  KafkaSettings {
    topics = List.copyOf(topics);
  }

  static KafkaSettings read(Settings settings) {
    var client = new Properties();
    DEFAULTS.forEach(client::setProperty);
    var own =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers(required(settings, SERVERS)),
            ConsumerConfig.GROUP_ID_CONFIG, settings.text(GROUP).orElse("reckoner-rating"),
            // offsets are committed after what stands before them is stored, and not by time
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
            // what a producer took back never happened
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName(),
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    settings
        .file(FILE)
        .ifPresent(file -> {
          var stated = properties(Settings.content(FILE, file));
          for (var name : stated.stringPropertyNames()) {
            if (own.containsKey(name)) {
              throw new BadSetting(
                  FILE, "names a file with %s, which the service sets itself".formatted(name));
            }
            client.setProperty(name, stated.getProperty(name));
          }
        });
    own.forEach(client::setProperty);
    check(client);
    return new KafkaSettings(names(required(settings, TOPICS)), required(settings, TENANT), client);
  }

  private static String required(Settings settings, String name) {
    return settings
        .text(name)
        .orElseThrow(() -> new BadSetting(name, "is not set, and usage is to be taken from Kafka"));
  }

  private static List<String> names(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static String servers(String list) {
    for (var server : names(list)) {
      if (!SERVER.matcher(server).matches()) {
        throw new BadSetting(SERVERS, "is a list of HOST:PORT, and %s is none".formatted(server));
      }
    }
    return list;
  }

  private static Properties properties(String text) {
    var properties = new Properties();
    try {
      properties.load(new StringReader(text));
    } catch (IllegalArgumentException | IOException broken) {
      throw new BadSetting(FILE, "names a file that is no properties file", broken);
    }
    return properties;
  }

  private static void check(Properties client) {
    try {
      int records = new ConsumerConfig(client).getInt(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
      if (records > UsageBatch.EVENTS_MAX) {
        throw new BadSetting(
            FILE,
            "names a file with max.poll.records=%d; a batch of usage has at most %d events"
                .formatted(records, UsageBatch.EVENTS_MAX));
      }
    } catch (ConfigException refused) {
      throw new BadSetting(
          FILE, "gives a client that cannot work: " + refused.getMessage(), refused);
    }
  }
}
