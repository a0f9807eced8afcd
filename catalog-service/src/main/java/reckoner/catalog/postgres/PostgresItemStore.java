package reckoner.catalog.postgres;

import static java.util.Objects.requireNonNull;

import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reckoner.catalog.item.Item;
import reckoner.catalog.item.ItemContent;
import reckoner.catalog.item.ItemKind;
import reckoner.catalog.item.ItemName;
import reckoner.catalog.item.ItemStore;
import reckoner.catalog.item.Reference;
import reckoner.catalog.item.Stored;
import reckoner.catalog.item.Stored.Archiving;
import reckoner.catalog.item.Stored.Draft;
import reckoner.catalog.item.Stored.Version;
import reckoner.catalog.item.Written;

/** The tables of items behind the domain's port. */
@Singleton
class PostgresItemStore implements ItemStore {
  /** The version by which a draft stands in lists. */
  private static final int DRAFT = Integer.MAX_VALUE;

  private final ItemRepository tables;
  private final PriceRepository prices;
  private final JsonRows json = new JsonRows();

  PostgresItemStore(ItemRepository tables, PriceRepository prices) {
    this.tables = tables;
    this.prices = prices;
  }

  @Override
  public void lock(String tenant, ItemName name) {
    tables.ensure(tenant, name.kind().name(), name.key());
    tables.lock(tenant, name.kind().name(), name.key());
  }

  @Override
  public boolean isImported(String tenant, ItemName name) {
    return tables.isImported(tenant, name.kind().name(), name.key());
  }

  @Override
  public Optional<Draft> draft(String tenant, ItemName name) {
    return tables
        .draft(tenant, name.kind().name(), name.key())
        .map(row -> new Draft(name, row.revision(), row.shown(), row.contentHash()));
  }

  @Override
  public byte[] draftContent(String tenant, ItemName name) {
    return tables.draftContent(tenant, name.kind().name(), name.key()).content();
  }

  @Override
  public Draft putDraft(String tenant, Item item) {
    var kind = item.name().kind().name();
    var key = item.name().key();
    var revision = tables.lock(tenant, kind, key).revision() + 1;
    tables.revise(tenant, kind, key, revision);
    var written = item.written();
    tables.putDraft(
        tenant,
        kind,
        key,
        revision,
        written.whole(),
        listed(written),
        written.contentHash(),
        String.join(",", item.products()));
    return new Draft(item.name(), revision, written.shown(), written.contentHash());
  }

  @Override
  public void dropDraft(String tenant, ItemName name) {
    tables.dropDraft(tenant, name.kind().name(), name.key());
  }

  @Override
  public Optional<Version> version(String tenant, ItemName name, int number) {
    return tables
        .version(tenant, name.kind().name(), name.key(), number)
        .map(PostgresItemStore::version);
  }

  @Override
  public Optional<Version> newest(String tenant, ItemName name) {
    return tables.newest(tenant, name.kind().name(), name.key()).map(PostgresItemStore::version);
  }

  @Override
  public Optional<Version> effectiveAt(String tenant, ItemName name, Instant time) {
    return tables
        .effectiveAt(tenant, name.kind().name(), name.key(), time)
        .map(PostgresItemStore::version);
  }

  @Override
  public byte[] versionContent(String tenant, ItemName name, int number) {
    return tables.versionContent(tenant, name.kind().name(), name.key(), number).content();
  }

  @Override
  public void addVersion(String tenant, Version version, Item item) {
    var kind = version.name().kind().name();
    var key = version.name().key();
    var book = item.content() instanceof ItemContent.Prices own ? own : null;
    tables.insertVersion(
        tenant,
        kind,
        key,
        version.number(),
        item.written().whole(),
        listed(item.written()),
        version.contentHash(),
        version.effectiveTime(),
        version.publishTime(),
        version.position(),
        book == null ? "" : book.audience().words(),
        book == null ? "" : book.currency());
    var offered = item.content().references().stream().filter(Reference::offered).toList();
    tables.insertReferences(tenant, kind, key, version.number(), json.references(offered));
    if (book != null) {
      prices.insert(tenant, key, version.number(), json.prices(book));
    }
  }

  @Override
  public void archive(String tenant, Version version, Instant time, long position) {
    tables.archive(
        tenant,
        version.name().kind().name(),
        version.name().key(),
        version.number(),
        time,
        position);
  }

  @Override
  public List<Reference> missing(String tenant, List<Reference> references) {
    return tables.missing(tenant, json.references(references)).stream()
        .map(PostgresItemStore::reference)
        .toList();
  }

  @Override
  public List<Reference> dependents(String tenant, Version version, Instant now, int max) {
    return tables
        .dependents(
            tenant, version.name().kind().name(), version.name().key(), version.number(), now, max)
        .stream()
        .map(PostgresItemStore::reference)
        .toList();
  }

  @Override
  public List<Stored> list(String tenant, Filter filter, Place after, int max) {
    var states = filter.states().isEmpty() ? Arrays.asList(State.values()) : filter.states();
    return tables
        .list(
            tenant,
            filter.kind().map(ItemKind::name).orElse(""),
            filter.keyPrefix(),
            states.stream().map(State::name).collect(Collectors.joining(",")),
            filter.newest(),
            filter.product().orElse(""),
            after.kind(),
            after.key(),
            after.version(),
            max)
        .stream()
        .map(PostgresItemStore::stored)
        .toList();
  }

  @Override
  public Size size(String tenant, Selection selection) {
    var size = tables.size(tenant, kind(selection), String.join(",", selection.keys()));
    return new Size(size.items(), size.bytes());
  }

  @Override
  public List<Offered> newestOffered(String tenant, Selection selection) {
    return tables
        .newestOffered(tenant, kind(selection), String.join(",", selection.keys()))
        .stream()
        .map(row -> new Offered(row.key(), row.content()))
        .toList();
  }

  private static String kind(Selection selection) {
    return selection.kind().map(ItemKind::name).orElse("");
  }

  private static byte[] listed(Written written) {
    var listed = written.listed();
    return listed == null ? new byte[0] : listed;
  }

  private static Stored stored(ItemRows.Stored row) {
    return row.version() == DRAFT
        ? new Draft(name(row.kind(), row.key()), row.revision(), row.shown(), row.contentHash())
        : version(row);
  }

  private static Version version(ItemRows.Stored row) {
    return new Version(
        name(row.kind(), row.key()),
        row.version(),
        row.shown(),
        row.contentHash(),
        requireNonNull(row.effectiveTime()),
        requireNonNull(row.publishTime()),
        row.position(),
        archiving(row));
  }

  private static @Nullable Archiving archiving(ItemRows.Stored row) {
    return row.archiveTime() == null
        ? null
        : new Archiving(row.archiveTime(), requireNonNull(row.archivePosition()));
  }

  private static Reference reference(ItemRows.Reference row) {
    return new Reference(name(row.kind(), row.key()), row.version(), row.offered());
  }

  private static ItemName name(String kind, String key) {
    return new ItemName(ItemKind.valueOf(kind), key);
  }
}
