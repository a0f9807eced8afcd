package reckoner.standalone.demo;

import io.grpc.Channel;
import io.grpc.stub.AbstractStub;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import reckoner.kit.auth.Role;
import reckoner.proto.catalog.v1.CatalogServiceGrpc;
import reckoner.proto.catalog.v1.CatalogServiceGrpc.CatalogServiceBlockingStub;
import reckoner.proto.clock.v1.ClockServiceGrpc;
import reckoner.proto.clock.v1.ClockServiceGrpc.ClockServiceBlockingStub;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc.InvoicingServiceBlockingStub;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.RatingServiceGrpc.RatingServiceBlockingStub;
import reckoner.proto.workflows.v1.BillingRunServiceGrpc;
import reckoner.proto.workflows.v1.BillingRunServiceGrpc.BillingRunServiceBlockingStub;
import reckoner.proto.workflows.v1.ContractServiceGrpc;
import reckoner.proto.workflows.v1.ContractServiceGrpc.ContractServiceBlockingStub;
import reckoner.proto.workflows.v1.CustomerServiceGrpc;
import reckoner.proto.workflows.v1.CustomerServiceGrpc.CustomerServiceBlockingStub;
import reckoner.proto.workflows.v1.QuoteServiceGrpc;
import reckoner.proto.workflows.v1.QuoteServiceGrpc.QuoteServiceBlockingStub;
import reckoner.standalone.platform.Installation;
import reckoner.standalone.platform.Service;

/** The published stubs, each in the role of the person or machine who would make the call. */
final class Clients {
  private static final long DEADLINE_SECONDS = 60;

  private record Account(Role role, Service service) {}

  private final Installation installation;
  private final Map<Account, Channel> channels = new ConcurrentHashMap<>();

  Clients(Installation installation) {
    this.installation = installation;
  }

  private Channel as(Role role, Service service) {
    // kept, because each has a token of its own
    return channels.computeIfAbsent(
        new Account(role, service), account -> installation.channel(service, role));
  }

  private static <S extends AbstractStub<S>> S bounded(S stub) {
    return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  ClockServiceBlockingStub clock(Service service) {
    return bounded(ClockServiceGrpc.newBlockingStub(as(Role.OPERATOR, service)));
  }

  CatalogServiceBlockingStub catalog() {
    return bounded(CatalogServiceGrpc.newBlockingStub(as(Role.PRICING, Service.CATALOG)));
  }

  CustomerServiceBlockingStub customers() {
    return bounded(CustomerServiceGrpc.newBlockingStub(as(Role.SELLER, Service.WORKFLOWS)));
  }

  QuoteServiceBlockingStub quotes() {
    return bounded(QuoteServiceGrpc.newBlockingStub(as(Role.SELLER, Service.WORKFLOWS)));
  }

  ContractServiceBlockingStub contracts() {
    return bounded(ContractServiceGrpc.newBlockingStub(as(Role.OPERATOR, Service.WORKFLOWS)));
  }

  BillingRunServiceBlockingStub billingRuns() {
    return bounded(BillingRunServiceGrpc.newBlockingStub(as(Role.FINANCE, Service.WORKFLOWS)));
  }

  InvoicingServiceBlockingStub invoicing() {
    return bounded(InvoicingServiceGrpc.newBlockingStub(as(Role.FINANCE, Service.INVOICING)));
  }

  RatingServiceBlockingStub rating() {
    return bounded(RatingServiceGrpc.newBlockingStub(as(Role.OPERATOR, Service.RATING)));
  }

  /** For usage; a stream has no deadline. */
  RatingServiceGrpc.RatingServiceStub usage() {
    return RatingServiceGrpc.newStub(as(Role.MACHINE, Service.RATING));
  }
}
