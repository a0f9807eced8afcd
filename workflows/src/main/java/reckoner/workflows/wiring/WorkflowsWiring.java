package reckoner.workflows.wiring;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.store.Transactions;
import reckoner.proto.identity.v1.IdentityServiceGrpc;
import reckoner.proto.workflows.v1.BillingRunServiceGrpc;
import reckoner.proto.workflows.v1.ContractServiceGrpc;
import reckoner.proto.workflows.v1.CustomerServiceGrpc;
import reckoner.proto.workflows.v1.QuoteServiceGrpc;
import reckoner.workflows.AcceptQuote;
import reckoner.workflows.ActivateContract;
import reckoner.workflows.BillingStore;
import reckoner.workflows.CloseDuePeriods;
import reckoner.workflows.ContractStore;
import reckoner.workflows.CreateCustomer;
import reckoner.workflows.CreateQuote;
import reckoner.workflows.CustomerStore;
import reckoner.workflows.DraftInvoice;
import reckoner.workflows.FinaliseInvoice;
import reckoner.workflows.Invoicing;
import reckoner.workflows.ProcessStore;
import reckoner.workflows.QuoteStore;
import reckoner.workflows.Rating;
import reckoner.workflows.RenderInvoice;
import reckoner.workflows.SelectBillingRun;
import reckoner.workflows.Setbacks;
import reckoner.workflows.StartBillingRun;
import reckoner.workflows.UnitOfWork;

/** Puts the domain on its adapters. */
@Factory
class WorkflowsWiring {
  @Singleton
  RpcPermissions workflowsPermissions() {
    return RpcPermissions.builder()
        .rpc(CustomerServiceGrpc.getCreateCustomerMethod(), Permission.CUSTOMERS_WRITE)
        .rpc(QuoteServiceGrpc.getCreateQuoteMethod(), Permission.QUOTES_WRITE)
        .rpc(QuoteServiceGrpc.getAcceptQuoteMethod(), Permission.QUOTES_ACCEPT)
        .rpc(QuoteServiceGrpc.getGetQuoteMethod(), Permission.QUOTES_READ)
        .rpc(ContractServiceGrpc.getGetContractMethod(), Permission.CONTRACTS_READ)
        .rpc(ContractServiceGrpc.getListContractsMethod(), Permission.CONTRACTS_READ)
        .rpc(BillingRunServiceGrpc.getStartBillingRunMethod(), Permission.BILLING_RUN)
        .rpc(BillingRunServiceGrpc.getGetBillingRunMethod(), Permission.BILLING_READ)
        .rpc(IdentityServiceGrpc.getCreateServiceAccountMethod(), Permission.IDENTITY_WRITE)
        .rpc(IdentityServiceGrpc.getListServiceAccountsMethod(), Permission.IDENTITY_READ)
        .rpc(IdentityServiceGrpc.getCreateApiKeyMethod(), Permission.IDENTITY_WRITE)
        .rpc(IdentityServiceGrpc.getListApiKeysMethod(), Permission.IDENTITY_READ)
        .rpc(IdentityServiceGrpc.getRevokeApiKeyMethod(), Permission.IDENTITY_WRITE)
        .rpc(IdentityServiceGrpc.getExchangeApiKeyMethod(), Permission.PUBLIC)
        .build();
  }

  @Singleton
  UnitOfWork unitOfWork(Transactions transactions) {
    return new UnitOfWork() {
      @Override
      public <T> T run(Supplier<T> work) {
        return transactions.write(work);
      }
    };
  }

  @Singleton
  CreateCustomer createCustomer(CustomerStore customers) {
    return new CreateCustomer(customers);
  }

  @Singleton
  CreateQuote createQuote(CustomerStore customers, QuoteStore quotes) {
    return new CreateQuote(customers, quotes);
  }

  @Singleton
  AcceptQuote acceptQuote(
      CustomerStore customers, QuoteStore quotes, ContractStore contracts, ProcessStore processes) {
    return new AcceptQuote(customers, quotes, contracts, processes);
  }

  @Singleton
  StartBillingRun startBillingRun(BillingStore runs, ProcessStore processes) {
    return new StartBillingRun(runs, processes);
  }

  @Singleton
  ActivateContract activateContract(
      UnitOfWork work,
      ContractStore contracts,
      QuoteStore quotes,
      Rating rating,
      BusinessClock clock) {
    return new ActivateContract(work, contracts, quotes, rating, clock);
  }

  @Singleton
  CloseDuePeriods closeDuePeriods(
      UnitOfWork work,
      ContractStore contracts,
      Rating rating,
      BusinessClock clock,
      @Value("${reckoner.blocked-retry-interval:60s}") Duration blockedRetry) {
    return new CloseDuePeriods(work, contracts, rating, clock, blockedRetry);
  }

  @Singleton
  SelectBillingRun selectBillingRun(UnitOfWork work, BillingStore runs, BusinessClock clock) {
    return new SelectBillingRun(work, runs, clock);
  }

  @Singleton
  Setbacks setbacks(UnitOfWork work, ContractStore contracts, BillingStore runs) {
    return new Setbacks(work, contracts, runs);
  }

  @Singleton
  DraftInvoice draftInvoice(
      Setbacks setbacks,
      UnitOfWork work,
      CustomerStore customers,
      ContractStore contracts,
      BillingStore runs,
      Rating rating,
      Invoicing invoicing) {
    return new DraftInvoice(setbacks, work, customers, contracts, runs, rating, invoicing);
  }

  @Singleton
  FinaliseInvoice finaliseInvoice(
      Setbacks setbacks,
      UnitOfWork work,
      ContractStore contracts,
      BillingStore runs,
      Invoicing invoicing) {
    return new FinaliseInvoice(setbacks, work, contracts, runs, invoicing);
  }

  @Singleton
  RenderInvoice renderInvoice(
      Setbacks setbacks, UnitOfWork work, BillingStore runs, Invoicing invoicing) {
    return new RenderInvoice(setbacks, work, runs, invoicing);
  }
}
