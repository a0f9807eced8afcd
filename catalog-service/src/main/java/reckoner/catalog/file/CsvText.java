package reckoner.catalog.file;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import reckoner.catalog.CatalogReason;
import reckoner.kit.refusal.Refusal;
import reckoner.proto.catalog.v1.FileFormat;
import reckoner.proto.catalog.v1.Item;
import reckoner.proto.catalog.v1.PriceBook;
import reckoner.proto.catalog.v1.PriceEntry;
import reckoner.proto.pricing.v1.Rate;
import reckoner.proto.pricing.v1.Tiers;

/** Prices of price books as rows; what rows cannot say is refused, not left out. */
final class CsvText {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private final List<String> columns;
  private final StringWriter out = new StringWriter();
  private final CSVPrinter printer;

  private CsvText(List<String> columns) throws IOException {
    this.columns = columns;
    this.printer = new CSVPrinter(out, FORMAT);
    printer.printRecord(columns.stream().map(CsvCell::write).toList());
  }

  static String of(List<Item> items) {
    items.stream()
        .filter(item -> !item.hasPriceBook())
        .findFirst()
        .ifPresent(item -> {
          throw refusal("%s is no price book".formatted(item.getKey()));
        });
    var dimensions = new LinkedHashSet<String>();
    items.forEach(item -> dimensions.addAll(item.getPriceBook().getDimensionsList()));
    try {
      var text = new CsvText(CsvColumns.all(List.copyOf(dimensions)));
      for (var item : items) {
        text.write(item);
      }
      var written = text.out.toString();
      requireSame(items, written);
      return written;
    } catch (IOException impossible) {
      throw new IllegalStateException("a text takes everything", impossible);
    }
  }

  private void write(Item item) throws IOException {
    for (int i = 0; i < item.getPriceBook().getPricesCount(); i++) {
      var price = item.getPriceBook().getPrices(i);
      var cells = new HashMap<String, String>();
      cells.put(CsvColumns.BOOK, item.getKey());
      cells.put("name", item.getName());
      cells.put("description", item.getDescription());
      ofBook(item.getPriceBook(), cells);
      cells.put("product", price.getProduct());
      if (price.hasStartTime()) {
        cells.put("start", ShortForm.TIMESTAMP.print(price.getStartTime()));
      }
      if (price.hasEndTime()) {
        cells.put("end", ShortForm.TIMESTAMP.print(price.getEndTime()));
      }
      price
          .getDimensionsMap()
          .forEach((name, value) -> cells.put(CsvColumns.DIMENSION + name, value));
      amounts(item, i, cells);
    }
  }

  private static void ofBook(PriceBook book, Map<String, String> cells) {
    cells.put("currency", book.getCurrency());
    cells.put("segment", book.getSegment());
    cells.put("customer", book.getCustomer());
  }

  private void amounts(Item item, int ordinal, Map<String, String> cells) throws IOException {
    var model = item.getPriceBook().getPrices(ordinal).getTerms().getPrice();
    switch (model.getModelCase()) {
      case FLAT -> {
        cells.put(CsvColumns.MODEL, CsvColumns.FLAT_MODEL);
        cells.put(CsvColumns.AMOUNT, model.getFlat().getAmount());
        row(cells);
      }
      case PER_UNIT -> {
        cells.put(CsvColumns.MODEL, CsvColumns.PER_UNIT_MODEL);
        rate(model.getPerUnit().getRate(), cells);
        row(cells);
      }
      case GRADUATED -> tiers("graduated", model.getGraduated(), cells);
      case VOLUME -> tiers("volume", model.getVolume(), cells);
      case STAIR_STEP -> tiers("stair-step", model.getStairStep(), cells);
      default ->
          throw refusal(
              item, ordinal, "terms.price." + model.getModelCase().name().toLowerCase(Locale.ROOT));
    }
  }

  private void tiers(String model, Tiers tiers, Map<String, String> ofPrice) throws IOException {
    for (var tier : tiers.getTiersList()) {
      var cells = new HashMap<>(ofPrice);
      cells.put(CsvColumns.MODEL, model);
      cells.put(CsvColumns.FROM, tier.getFrom());
      cells.put(CsvColumns.UP_TO, tier.getUpTo());
      cells.put(CsvColumns.FLAT, tier.getFlat());
      if (tier.hasRate()) {
        rate(tier.getRate(), cells);
      }
      row(cells);
    }
  }

  private static void rate(Rate rate, Map<String, String> cells) {
    cells.put(CsvColumns.AMOUNT, rate.getAmount());
    cells.put(CsvColumns.PER, rate.getPer() == 0 ? "" : Long.toString(rate.getPer()));
  }

  private void row(Map<String, String> cells) throws IOException {
    printer.printRecord(
        columns.stream().map(name -> CsvCell.write(cells.getOrDefault(name, ""))).toList());
  }

  /** Rows that read as anything else than what they were written from have lost something. */
  private static void requireSame(List<Item> items, String written) {
    var file = written.getBytes(StandardCharsets.UTF_8);
    if (file.length > FileBounds.BYTES_MAX) {
      return; // nobody reads it: whoever writes files refuses it by its size
    }
    var reading = CatalogFile.read(FileFormat.CSV, file, item -> List.of());
    var read = new HashMap<String, Item>();
    reading.items().forEach(item -> read.put(item.item().getKey(), item.item()));
    for (var item : items) {
      var again = read.getOrDefault(item.getKey(), Item.getDefaultInstance());
      if (again.equals(item)) {
        continue;
      }
      var prices = item.getPriceBook().getPricesList();
      for (int i = 0; i < prices.size(); i++) {
        var other =
            i < again.getPriceBook().getPricesCount()
                ? again.getPriceBook().getPrices(i)
                : PriceEntry.getDefaultInstance();
        var lost = lost(prices.get(i), other, "");
        if (lost.isPresent()) {
          throw refusal(item, i, lost.get());
        }
      }
      throw refusal(
          "%s as a whole (no price, a dimension without a price, or dimensions in another order)"
              .formatted(item.getKey()));
    }
  }

  /** The first field that the other has not, or has otherwise. */
  private static Optional<String> lost(Message one, Message other, String path) {
    for (var field : one.getAllFields().keySet()) {
      var at = MessageReader.join(path, field.getName());
      if (one.getField(field).equals(other.getField(field))) {
        continue;
      }
      return !field.isRepeated()
              && one.getField(field) instanceof Message inner
              && other.getField(field) instanceof Message otherInner
              && other.hasField(field)
          ? lost(inner, otherInner, at).or(() -> Optional.of(at))
          : Optional.of(at);
    }
    return Optional.empty();
  }

  private static RuntimeException refusal(Item item, int ordinal, String field) {
    return refusal(
        "price %d of %s, of product %s, has a %s"
            .formatted(
                ordinal + 1,
                item.getKey(),
                item.getPriceBook().getPrices(ordinal).getProduct(),
                field));
  }

  private static RuntimeException refusal(String what) {
    return Refusal.of(
            CatalogReason.CSV_CANNOT_SAY,
            "%s, which CSV cannot say: write it as YAML".formatted(what))
        .asException();
  }
}
