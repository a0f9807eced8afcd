package reckoner.standalone.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import reckoner.standalone.demo.InputFile;
import reckoner.standalone.demo.Trace;

/**
 * Reads {@code FILE=PROVIDER/MODEL}. A path and a model's id may hold '=' and '/': of the places
 * where it could be split, the first counts whose file exists, else the first.
 */
final class TraceConverter implements ITypeConverter<Trace> {
  @Override
  public Trace convert(String text) {
    @Nullable Trace first = null;
    for (int at = text.indexOf('='); at > 0; at = text.indexOf('=', at + 1)) {
      var slash = text.indexOf('/', at);
      var provider = slash < 0 ? "" : text.substring(at + 1, slash);
      if (!provider.isEmpty() && slash + 1 < text.length()) {
        var file = Path.of(text.substring(0, at));
        var trace = new Trace(new InputFile.OnDisk(file), provider, text.substring(slash + 1));
        if (Files.isRegularFile(file)) {
          return trace;
        }
        first = first == null ? trace : first;
      }
    }
    if (first != null) {
      return first;
    }
    throw new TypeConversionException(
        "'" + text + "' is not FILE=PROVIDER/MODEL, e.g. usage.csv=openai/gpt-4o");
  }
}
