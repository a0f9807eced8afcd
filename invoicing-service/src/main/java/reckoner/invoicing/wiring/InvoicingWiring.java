package reckoner.invoicing.wiring;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;
import reckoner.invoicing.CreateLegalEntity;
import reckoner.invoicing.DraftInvoice;
import reckoner.invoicing.FinaliseInvoice;
import reckoner.invoicing.Invoices;
import reckoner.invoicing.LegalEntities;
import reckoner.invoicing.ReadInvoices;
import reckoner.invoicing.RenderInvoice;
import reckoner.invoicing.Renderer;
import reckoner.invoicing.Renderings;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.clock.BusinessClock;
import reckoner.proto.invoicing.v1.InvoicingServiceGrpc;

/** Puts the use cases together with their ports, and says who may call what. */
@Factory
class InvoicingWiring {
  @Singleton
  RpcPermissions invoicingPermissions() {
    return RpcPermissions.builder()
        .rpc(InvoicingServiceGrpc.getCreateLegalEntityMethod(), Permission.INVOICING_WRITE)
        .rpc(InvoicingServiceGrpc.getDraftInvoiceMethod(), Permission.INVOICING_DRAFT)
        .rpc(InvoicingServiceGrpc.getFinaliseInvoiceMethod(), Permission.INVOICING_FINALISE)
        .rpc(InvoicingServiceGrpc.getRenderInvoiceMethod(), Permission.INVOICING_FINALISE)
        .rpc(InvoicingServiceGrpc.getGetInvoiceMethod(), Permission.INVOICING_READ)
        .rpc(InvoicingServiceGrpc.getListInvoicesMethod(), Permission.INVOICING_READ)
        .rpc(InvoicingServiceGrpc.getDownloadRenderingMethod(), Permission.INVOICING_READ)
        .build();
  }

  @Singleton
  CreateLegalEntity createLegalEntity(LegalEntities legalEntities) {
    return new CreateLegalEntity(legalEntities);
  }

  @Singleton
  DraftInvoice draftInvoice(LegalEntities legalEntities, Invoices invoices) {
    return new DraftInvoice(legalEntities, invoices);
  }

  @Singleton
  FinaliseInvoice finaliseInvoice(
      LegalEntities legalEntities, Invoices invoices, BusinessClock clock) {
    return new FinaliseInvoice(legalEntities, invoices, clock);
  }

  @Singleton
  RenderInvoice renderInvoice(Invoices invoices, Renderings renderings, List<Renderer> renderers) {
    return new RenderInvoice(invoices, renderings, renderers);
  }

  @Singleton
  ReadInvoices readInvoices(Invoices invoices, Renderings renderings) {
    return new ReadInvoices(invoices, renderings);
  }
}
