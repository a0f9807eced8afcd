package reckoner.standalone.platform;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Sends the log to a folder that is known only once the program runs. */
public final class Logging {
  private static final String CONFIGURATION = "logback-folder.xml";

  private Logging() {}

  /** From now on, JSON lines go to {@code reckoner.log} in the folder. */
  public static void toFolder(Path folder) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.putProperty("folder", folder.toString());
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(Logging.class.getClassLoader().getResource(CONFIGURATION));
    } catch (JoranException impossible) {
      throw new IllegalStateException("the program's own " + CONFIGURATION, impossible);
    }
  }
}
