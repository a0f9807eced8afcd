package reckoner.standalone.cli;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reckoner.catalog.file.CatalogFile;
import reckoner.kit.auth.Role;
import reckoner.kit.refusal.RefusalStatus;
import reckoner.kit.wire.Wire;
import reckoner.proto.catalog.v1.AppliedItem;
import reckoner.proto.catalog.v1.ApplyFileRequest;
import reckoner.proto.catalog.v1.DiffVersionsRequest;
import reckoner.proto.catalog.v1.ExportFileRequest;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.ItemKind;
import reckoner.standalone.demo.BadInput;

/** The catalog as files. */
@Command(
    name = "catalog",
    mixinStandardHelpOptions = true,
    subcommands = {
      CatalogCommand.Apply.class,
      CatalogCommand.Export.class,
      CatalogCommand.Diff.class
    },
    description = {
      "Keeps the catalog as text files: applies them, writes them, says what changed.",
      "",
      "docs/catalog-files.md says how files are written.",
      ""
    })
final class CatalogCommand {
  private static String words(ItemKind kind) {
    return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static ItemKind kind(String words) {
    var kinds =
        EnumSet.complementOf(EnumSet.of(ItemKind.ITEM_KIND_UNSPECIFIED, ItemKind.UNRECOGNIZED));
    return kinds.stream()
        .filter(kind -> words(kind).equals(words))
        .findFirst()
        .orElseThrow(() ->
            new BadInput(
                "a kind is one of %s, not %s"
                    .formatted(
                        kinds.stream().map(CatalogCommand::words).collect(Collectors.joining(", ")),
                        words)));
  }

  /** Makes the catalog say what a file says. */
  @Command(
      name = "apply",
      mixinStandardHelpOptions = true,
      description = {
        "Publishes the items of a file that differ from their newest version.",
        "",
        "Others stay as they are, items that the file does not name are left alone. All or nothing;"
            + " applied again, a file changes nothing. Every fault is named with its line.",
        ""
      })
  static final class Apply implements Runnable {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CatalogFlags catalog;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "Ends with .yaml, .yml, .json or .csv.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private Path file;

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Option(
        names = "--effective",
        paramLabel = "TIME",
        description =
            "From then on new contracts get what is published, such as 2026-03-01T00:00:00Z."
                + " Default: from now on.")
    private @Nullable Instant effective;

    @Override
    public void run() {
      var request =
          ApplyFileRequest.newBuilder()
              .setRequestId(UUID.randomUUID().toString())
              .setFileName(String.valueOf(file.getFileName()))
              .setContent(ByteString.copyFrom(content()))
              .setDryRun(dryRun);
      if (effective != null) {
        request.setEffectiveTime(Wire.timestamp(effective));
      }
      try {
        var reply = catalog.call(Role.PRICING, stub -> stub.applyFile(request.build()));
        tell(reply.getItemsList(), spec.commandLine().getOut());
      } catch (StatusRuntimeException refused) {
        RefusalStatus.faults(refused)
            .getFieldViolationsList()
            .forEach(fault ->
                spec.commandLine()
                    .getErr()
                    .println(fault.getField() + " " + fault.getDescription()));
        throw refused;
      }
    }

    private byte[] content() {
      if (CatalogFile.format(String.valueOf(file.getFileName())).isEmpty()) {
        throw new BadInput("%s does not end with .yaml, .yml, .json or .csv".formatted(file));
      }
      try {
        return Files.readAllBytes(file);
      } catch (IOException unreadable) {
        throw new BadInput("%s cannot be read: %s".formatted(file, unreadable), unreadable);
      }
    }

    private void tell(List<AppliedItem> items, PrintWriter out) {
      for (var item : items) {
        out.printf(
            "%-10s %-18s %-30s version %d%n",
            done(item), words(item.getKind()), item.getKey(), item.getVersion());
        item.getDifferencesList().forEach(difference -> out.println("    " + difference));
      }
      var changed =
          items.stream().filter(item -> item.getAction() != AppliedItem.Action.UNCHANGED).count();
      out.printf(
          "%d of %d item(s) %s%n",
          changed, items.size(), dryRun ? "would be published; nothing was" : "published");
      out.flush();
    }

    private static String done(AppliedItem item) {
      return item.getAction().name().toLowerCase(Locale.ROOT);
    }
  }

  /** Writes the catalog as a file. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Writes the newest published versions of items as a file, on standard output.",
        "",
        "Applied again, it changes nothing.",
        ""
      })
  static final class Export implements Runnable {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CatalogFlags catalog;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        description = "Only items of this kind, such as price-book.")
    private @Nullable String kind;

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "Only items of this key; may be given several times.")
    private @Nullable List<String> keys;

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "yaml",
        description = "yaml, json, or csv, which has price books alone. Default: ${DEFAULT-VALUE}.")
    private String format = "";

    @Override
    public void run() {
      var request = ExportFileRequest.newBuilder().setFormat(format());
      if (kind != null) {
        request.setKind(kind(kind));
      }
      if (keys != null) {
        request.addAllKeys(keys);
      }
      var reply = catalog.call(Role.VIEWER, stub -> stub.exportFile(request.build()));
      var out = spec.commandLine().getOut();
      out.print(reply.getContent().toStringUtf8());
      out.flush();
    }

    private FileFormat format() {
      return CatalogFile.format("." + format)
          .orElseThrow(() -> new BadInput("--format is yaml, json or csv, not " + format));
    }
  }

  /** Says what differs between two versions. */
  @Command(
      name = "diff",
      mixinStandardHelpOptions = true,
      description = "Says in words what differs between two versions of an item, a line each.")
  static final class Diff implements Runnable {
    @Mixin
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CatalogFlags catalog;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private CommandLine.Model.CommandSpec spec;

    @Parameters(index = "0", paramLabel = "KIND", description = "Such as price-book.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String kind;

    @Parameters(index = "1", paramLabel = "KEY", description = "Key of the item.")
    @SuppressWarnings("NullAway.Init") // set by the command-line library
    private String key;

    @Parameters(index = "2", paramLabel = "FROM", description = "A version; 0: nothing.")
    private int from;

    @Parameters(index = "3", paramLabel = "TO", description = "A version; 0: the draft.")
    private int to;

    @Override
    public void run() {
      var request =
          DiffVersionsRequest.newBuilder()
              .setKind(kind(kind))
              .setKey(key)
              .setFromVersion(from)
              .setToVersion(to)
              .build();
      var reply = catalog.call(Role.VIEWER, stub -> stub.diffVersions(request));
      var out = spec.commandLine().getOut();
      reply.getDifferencesList().forEach(out::println);
      out.flush();
    }
  }
}
