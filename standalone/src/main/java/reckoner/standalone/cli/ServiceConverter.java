package reckoner.standalone.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import reckoner.standalone.platform.Service;

/** A service by its name in lower case. */
final class ServiceConverter implements ITypeConverter<Service> {
  @Override
  public Service convert(String name) {
    return Arrays.stream(Service.values())
        .filter(service -> service.label().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "'%s' is no service: they are %s"
                    .formatted(
                        name,
                        Arrays.stream(Service.values())
                            .map(Service::label)
                            .collect(Collectors.joining(", ")))));
  }
}
