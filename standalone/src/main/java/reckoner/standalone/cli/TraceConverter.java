package reckoner.standalone.cli;

import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import reckoner.standalone.demo.InputFile;
import reckoner.standalone.demo.Trace;

/** Reads {@code FILE=PROVIDER/MODEL}: split at the last '=' before the first slash after it. */
final class TraceConverter implements ITypeConverter<Trace> {
  @Override
  public Trace convert(String text) {
    // a model's id may hold '=' and '/', a file's path too: the file ends at the first '=' that a
    // provider follows
    for (int at = text.indexOf('='); at > 0; at = text.indexOf('=', at + 1)) {
      var slash = text.indexOf('/', at);
      var provider = slash < 0 ? "" : text.substring(at + 1, slash);
      if (!provider.isEmpty() && slash + 1 < text.length()) {
        return new Trace(
            new InputFile.OnDisk(Path.of(text.substring(0, at))),
            provider,
            text.substring(slash + 1));
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is not FILE=PROVIDER/MODEL, e.g. usage.csv=openai/gpt-4o");
  }
}
