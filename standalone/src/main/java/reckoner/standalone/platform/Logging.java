package reckoner.standalone.platform;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Sends the log to where it belongs, which is known only once the program runs. */
public final class Logging {
  private static final String FOLDER = "logback-folder.xml";
  private static final String STANDARD_OUTPUT = "logback-output.xml";

  private Logging() {}

  /** From now on, JSON lines go to {@code reckoner.log} in the folder. */
  public static void toFolder(Path folder) {
    configure(FOLDER, context -> context.putProperty("folder", folder.toString()));
  }

  /** From now on, JSON lines go to the standard output. */
  public static void toStandardOutput() {
    configure(STANDARD_OUTPUT, context -> {});
  }

  private static void configure(String configuration, Consumer<LoggerContext> preparation) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    preparation.accept(context);
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(Logging.class.getClassLoader().getResource(configuration));
    } catch (JoranException impossible) {
      throw new IllegalStateException("the program's own " + configuration, impossible);
    }
  }
}
