package reckoner.invoicing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reckoner.invoicing.InvoiceLine.ChargeKey;

/** The canonical content depends on what an invoice says, and on nothing else (RULES G5). */
class CanonicalContentTest {
  private static final String NASTY = "\"\\\n\u0001{}[],:äß東🚀'<&";

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20261121})
  void trailingZerosDoNotCountAndEverythingElseDoes(long seed) {
    var plain = new Maker(seed, 0).content();
    var padded = new Maker(seed, 7).content();
    assertEquals(CanonicalContent.of(plain), CanonicalContent.of(padded));
    var hashes = new HashSet<String>();
    hashes.add(CanonicalContent.of(plain).hash());
    for (var other : changes(plain)) {
      assertTrue(hashes.add(CanonicalContent.of(other).hash()), other::toString);
    }
    assertNotEquals(
        CanonicalContent.of(plain).hash(),
        CanonicalContent.of(new Maker(seed + 1000, 0).content()).hash());
  }

  @Test
  void aKnownContentHasItsKnownHashForEver() {
    var content =
        new InvoiceContent(
            head(), List.of(line("fee", BigDecimal.ONE, new BigDecimal("99.50"), List.of())));
    var canonical = CanonicalContent.of(content);
    assertEquals(
        """
        {"version":1,"seller":{"legal_entity":"s","display_name":"S","address_lines":["a","b"]},\
        "bill_to":{"customer":"c","display_name":"C"},"contract":"k","zone":"Europe/Dublin","currency":"EUR",\
        "period":{"start":"2024-05-01T00:00:00Z","end":"2024-06-01T00:00:00Z"},\
        "lines":[{"charge":"fee","part":"p","revision":0,"display_name":"n","provider":"","model":"","token_class":"",\
        "price_version":"","quantity":"1","allowance":"0","quantity_priced":"1","amount_exact":"99.5","amount":"99.5","steps":[]}],\
        "total":"99.5"}\
        """,
        canonical.text());
    assertEquals(
        "8e18442016ac5f71dddaab76a77f8e12d8da7f6fda51da5fe6b016872adacc98", canonical.hash());
  }

  @Test
  void costIsNotInIt() {
    var text = CanonicalContent.of(new Maker(1, 0).content()).text();
    assertFalse(text.contains("cost") || text.contains("number"), text);
  }

  /** The content with one thing changed each time. */
  private static List<InvoiceContent> changes(InvoiceContent content) {
    var head = content.head();
    var seller = head.seller();
    var heads =
        List.of(
            with(head, new Seller(seller.legalEntity() + "x", "S", seller.addressLines())),
            with(head, new Seller(seller.legalEntity(), "S" + NASTY, seller.addressLines())),
            with(head, new Seller(seller.legalEntity(), "S", List.of("a" + NASTY, "b"))),
            with(head, new Seller(seller.legalEntity(), "S", List.of("a,b"))),
            new InvoiceHead(
                seller, new BillTo("d", "C"), "k", head.zone(), head.currency(), head.period()),
            new InvoiceHead(
                seller, head.billTo(), "kk", head.zone(), head.currency(), head.period()),
            new InvoiceHead(
                seller, head.billTo(), "k", ZoneId.of("UTC"), head.currency(), head.period()),
            new InvoiceHead(
                seller,
                head.billTo(),
                "k",
                head.zone(),
                Currency.getInstance("USD"),
                head.period()),
            new InvoiceHead(
                seller,
                head.billTo(),
                "k",
                head.zone(),
                head.currency(),
                new BilledPeriod(head.period().start(), head.period().end().plusNanos(1000))));
    var changed = new ArrayList<InvoiceContent>();
    heads.forEach(other -> changed.add(new InvoiceContent(other, content.lines())));
    var last = content.lines().getLast();
    var more = new ArrayList<>(content.lines());
    more.add(last);
    changed.add(new InvoiceContent(head, more));
    changed.add(new InvoiceContent(head, more.reversed()));
    for (var line : changes(last)) {
      var lines = new ArrayList<>(content.lines());
      lines.set(lines.size() - 1, line);
      changed.add(new InvoiceContent(head, lines));
    }
    return changed;
  }

  private static List<InvoiceLine> changes(InvoiceLine line) {
    var step =
        new LineStep(
            NASTY,
            line.quantity(),
            BigDecimal.ZERO,
            line.quantity(),
            BigDecimal.TWO,
            1,
            BigDecimal.TEN);
    return List.of(
        line("changed", line.quantity(), line.amountExact(), line.steps()),
        line("fee", line.quantity().add(BigDecimal.ONE), line.amountExact(), line.steps()),
        line("fee", line.quantity(), line.amountExact().add(BigDecimal.ONE), line.steps()),
        line("fee", line.quantity(), line.amountExact(), List.of(step)),
        line("fee", line.quantity(), line.amountExact(), List.of(step, step)));
  }

  private static InvoiceHead with(InvoiceHead head, Seller seller) {
    return new InvoiceHead(
        seller, head.billTo(), head.contract(), head.zone(), head.currency(), head.period());
  }

  private static InvoiceHead head() {
    return new InvoiceHead(
        new Seller("s", "S", List.of("a", "b")),
        new BillTo("c", "C"),
        "k",
        ZoneId.of("Europe/Dublin"),
        Currency.getInstance("EUR"),
        new BilledPeriod(
            Instant.parse("2024-05-01T00:00:00Z"), Instant.parse("2024-06-01T00:00:00Z")));
  }

  private static InvoiceLine line(
      String charge, BigDecimal quantity, BigDecimal amount, List<LineStep> steps) {
    return new InvoiceLine(
        new ChargeKey(charge, "p", 0),
        "n",
        "",
        "",
        "",
        "",
        quantity,
        BigDecimal.ZERO,
        quantity,
        amount,
        amount,
        steps);
  }

  /** Random contents of one seed, with decimals padded by zeros. */
  private static final class Maker {
    private final SplittableRandom random;
    private final int padding;

    Maker(long seed, int padding) {
      this.random = new SplittableRandom(seed);
      this.padding = padding;
    }

    InvoiceContent content() {
      var lines = new ArrayList<InvoiceLine>();
      int count = 2 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        lines.add(line("charge" + i + NASTY, decimal(), decimal(), steps()));
      }
      return new InvoiceContent(head(), lines);
    }

    private List<LineStep> steps() {
      var steps = new ArrayList<LineStep>();
      for (int i = random.nextInt(3); i > 0; i--) {
        steps.add(
            new LineStep(
                "c" + i,
                decimal(),
                decimal(),
                decimal(),
                decimal(),
                random.nextLong(1, 1000),
                decimal()));
      }
      return steps;
    }

    private BigDecimal decimal() {
      var value = BigDecimal.valueOf(random.nextLong(1, Long.MAX_VALUE), random.nextInt(19));
      return value.setScale(value.scale() + padding);
    }
  }
}
