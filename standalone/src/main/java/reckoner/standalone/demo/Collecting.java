package reckoner.standalone.demo;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import reckoner.proto.invoicing.v1.DownloadRenderingRequest;
import reckoner.proto.invoicing.v1.GetInvoiceRequest;
import reckoner.proto.invoicing.v1.RenderingFormat;
import reckoner.proto.rating.v1.GetClosedPeriodRequest;
import reckoner.proto.rating.v1.GetUsageSummaryRequest;
import reckoner.proto.rating.v1.ListUsageExceptionsRequest;
import reckoner.proto.rating.v1.UsageException;
import reckoner.proto.rating.v1.UsageSummary;

/** Reads what the services made of it. */
final class Collecting {
  /** How many the report names; the rating service lists them all. */
  static final int EXCEPTIONS_MAX = 10_000;

  private static final int PAGE_SIZE = 1000;
  private static final List<RenderingFormat> FILES =
      List.of(RenderingFormat.PDF, RenderingFormat.CSV);

  private final Clients clients;

  Collecting(Clients clients) {
    this.clients = clients;
  }

  BilledInvoice invoice(String key) {
    var invoice =
        clients.invoicing().getInvoice(GetInvoiceRequest.newBuilder().setInvoice(key).build());
    var period =
        clients
            .rating()
            .getClosedPeriod(
                GetClosedPeriodRequest.newBuilder()
                    .setContract(invoice.getContract())
                    .setPeriodStart(invoice.getPeriod().getStartTime())
                    .build());
    return BilledInvoice.of(invoice, period);
  }

  /** Leaves the invoice's PDF and CSV under its number. */
  void download(BilledInvoice billed, OutFolder out) {
    for (var format : FILES) {
      var content = new ByteArrayOutputStream();
      clients
          .invoicing()
          .downloadRendering(
              DownloadRenderingRequest.newBuilder()
                  .setInvoice(billed.invoice().getInvoice())
                  .setFormat(format)
                  .build())
          .forEachRemaining(part -> append(content, part.getChunk()));
      out.write(
          billed.invoice().getNumber() + "." + format.name().toLowerCase(Locale.ROOT),
          content.toByteArray());
    }
  }

  private static void append(ByteArrayOutputStream content, ByteString chunk) {
    content.writeBytes(chunk.toByteArray());
  }

  UsageSummary usageSummary() {
    return clients.rating().getUsageSummary(GetUsageSummaryRequest.getDefaultInstance());
  }

  /** Number of events that are in no charge. */
  static long exceptions(UsageSummary summary) {
    return summary.getWaiting()
        + summary.getUnpriced()
        + summary.getLate()
        + summary.getRejected()
        + summary.getConflicts();
  }

  /** The first {@link #EXCEPTIONS_MAX} of usage that is in no charge. */
  List<UsageException> usageExceptions() {
    var all = new ArrayList<UsageException>();
    var token = "";
    do {
      var page =
          clients
              .rating()
              .listUsageExceptions(
                  ListUsageExceptionsRequest.newBuilder()
                      .setPageSize(PAGE_SIZE)
                      .setPageToken(token)
                      .build());
      all.addAll(page.getExceptionsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty() && all.size() < EXCEPTIONS_MAX);
    return all;
  }
}
