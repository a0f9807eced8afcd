package reckoner.rating.wiring;

import io.grpc.ManagedChannel;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Permission;
import reckoner.kit.auth.RpcPermissions;
import reckoner.kit.auth.Tokens;
import reckoner.kit.clock.BusinessClock;
import reckoner.kit.net.Channels;
import reckoner.kit.store.Transactions;
import reckoner.proto.pricing.v1.PricingServiceGrpc;
import reckoner.proto.rating.v1.BackfillServiceGrpc;
import reckoner.proto.rating.v1.CorrectionServiceGrpc;
import reckoner.proto.rating.v1.EstimateServiceGrpc;
import reckoner.proto.rating.v1.LimitServiceGrpc;
import reckoner.proto.rating.v1.RatingServiceGrpc;
import reckoner.proto.rating.v1.SpendServiceGrpc;
import reckoner.proto.rating.v1.ThresholdServiceGrpc;
import reckoner.proto.rating.v1.UsageQueryServiceGrpc;
import reckoner.rating.AdjustPeriod;
import reckoner.rating.BackfillStore;
import reckoner.rating.BulkChanges;
import reckoner.rating.Catalog;
import reckoner.rating.CloseBackfill;
import reckoner.rating.ClosePeriod;
import reckoner.rating.ContractNames;
import reckoner.rating.ContractStore;
import reckoner.rating.CorrectUsage;
import reckoner.rating.Coverages;
import reckoner.rating.HoldUsage;
import reckoner.rating.LookAtSpend;
import reckoner.rating.OpenBackfill;
import reckoner.rating.Outbox;
import reckoner.rating.ParkedUsage;
import reckoner.rating.PeriodAdjustments;
import reckoner.rating.PriceEvent;
import reckoner.rating.QueryPeriod;
import reckoner.rating.QueryUsage;
import reckoner.rating.RateBuckets;
import reckoner.rating.RateLimits;
import reckoner.rating.RatePeriod;
import reckoner.rating.ReadMarginals;
import reckoner.rating.RegisterContract;
import reckoner.rating.ReplayRejected;
import reckoner.rating.RevertBackfill;
import reckoner.rating.SetThresholds;
import reckoner.rating.SpendWatches;
import reckoner.rating.TakeRate;
import reckoner.rating.TakeUsage;
import reckoner.rating.TermsRevisions;
import reckoner.rating.UsageAggregates;
import reckoner.rating.UsageCorrections;
import reckoner.rating.UsageLedger;
import reckoner.rating.UsageRoom;
import reckoner.rating.UsageStore;
import reckoner.rating.catalog.GrpcCatalog;
import reckoner.rating.catalog.PublishedTerms;
import reckoner.rating.cloudevents.ParkedEvents;
import reckoner.rating.grpc.VersionTerms;
import reckoner.rating.wire.UsageDifference;
import reckoner.rating.wire.UsageReader;

/** Puts rating together. */
@Factory
class RatingWiring {
  /** Two messages of the largest size. */
  private static final long USAGE_BYTES_LEAST = 32L * 1024 * 1024;

  private static final long USAGE_BYTES_MOST = 1024L * 1024 * 1024;

  @Singleton
  @Named("catalog")
  @Bean(preDestroy = "shutdown")
  ManagedChannel catalogChannel(
      Channels channels, @Value("${reckoner.catalog-address}") String address) {
    return channels.to(address);
  }

  @Singleton
  Catalog catalog(@Named("catalog") ManagedChannel channel, Tokens tokens) {
    return new GrpcCatalog(channel, tokens);
  }

  @Singleton
  VersionTerms versionTerms(@Named("catalog") ManagedChannel channel, Tokens tokens) {
    return new PublishedTerms(channel, tokens)::terms;
  }

  /** One for all that store: each would keep the same contracts again. */
  @Singleton
  Coverages coverages(ContractStore contracts, UsageLedger ledgers) {
    return new Coverages(contracts, ledgers);
  }

  /**
   * An eighth of the heap: what a message becomes while it is read and stored is several times it.
   */
  @Singleton
  UsageRoom usageRoom() {
    long eighth = Runtime.getRuntime().maxMemory() / 8;
    return new UsageRoom((int) Math.clamp(eighth, USAGE_BYTES_LEAST, USAGE_BYTES_MOST));
  }

  @Singleton
  TakeUsage takeUsage(
      UsageLedger ledgers,
      UsageStore usage,
      UsageAggregates aggregates,
      Coverages coverages,
      Catalog catalog,
      Transactions transactions,
      BusinessClock clock) {
    return new TakeUsage(
        ledgers,
        usage,
        UsageDifference::field,
        aggregates,
        coverages,
        catalog,
        transactions,
        clock,
        new LoggedFaults("usage"));
  }

  @Singleton
  CorrectUsage correctUsage(
      UsageLedger ledgers,
      UsageStore usage,
      UsageCorrections corrections,
      UsageAggregates aggregates,
      ContractStore contracts,
      Coverages coverages,
      Catalog catalog,
      Transactions transactions,
      BusinessClock clock) {
    return new CorrectUsage(
        ledgers,
        usage,
        UsageDifference::field,
        corrections,
        aggregates,
        contracts,
        coverages,
        catalog,
        transactions,
        clock);
  }

  @Singleton
  BulkChanges bulkChanges(
      UsageLedger ledgers,
      UsageStore usage,
      UsageCorrections corrections,
      UsageAggregates aggregates,
      ContractStore contracts,
      Coverages coverages,
      Catalog catalog,
      Transactions transactions,
      BusinessClock clock) {
    return new BulkChanges(
        ledgers,
        usage,
        UsageDifference::field,
        corrections,
        aggregates,
        contracts,
        coverages,
        catalog,
        transactions,
        clock);
  }

  @Singleton
  OpenBackfill openBackfill(
      BackfillStore backfills, Transactions transactions, BusinessClock clock) {
    return new OpenBackfill(backfills, transactions, clock);
  }

  @Singleton
  HoldUsage holdUsage(
      BackfillStore backfills, UsageLedger ledgers, UsageStore usage, Transactions transactions) {
    return new HoldUsage(backfills, ledgers, usage, UsageDifference::field, transactions);
  }

  @Singleton
  CloseBackfill closeBackfill(
      BackfillStore backfills,
      UsageLedger ledgers,
      BulkChanges changes,
      Transactions transactions) {
    return new CloseBackfill(backfills, ledgers, changes, transactions);
  }

  @Singleton
  RevertBackfill revertBackfill(
      BackfillStore backfills,
      UsageLedger ledgers,
      UsageCorrections corrections,
      BulkChanges changes,
      Transactions transactions) {
    return new RevertBackfill(backfills, ledgers, corrections, changes, transactions);
  }

  @Singleton
  ReplayRejected replayRejected(
      ParkedUsage parked, TakeUsage takeUsage, Transactions transactions, BusinessClock clock) {
    return new ReplayRejected(
        parked,
        takeUsage,
        event -> ParkedEvents.read(event, new UsageReader(clock.instant())),
        transactions);
  }

  @Singleton
  AdjustPeriod adjustPeriod(
      ContractStore contracts,
      PeriodAdjustments adjustments,
      RatePeriod ratePeriod,
      Catalog catalog,
      Transactions transactions,
      BusinessClock clock) {
    return new AdjustPeriod(contracts, adjustments, ratePeriod, catalog, transactions, clock);
  }

  @Singleton
  RegisterContract registerContract(
      ContractStore contracts,
      UsageLedger ledgers,
      UsageStore usage,
      Catalog catalog,
      Transactions transactions) {
    return new RegisterContract(contracts, ledgers, usage, catalog, transactions);
  }

  @Singleton
  RatePeriod ratePeriod(
      UsageLedger ledgers,
      UsageStore usage,
      UsageAggregates aggregates,
      ContractStore contracts,
      Catalog catalog,
      Transactions transactions) {
    return new RatePeriod(ledgers, usage, aggregates, contracts, catalog, transactions);
  }

  @Singleton
  ClosePeriod closePeriod(
      ContractStore contracts,
      UsageLedger ledgers,
      UsageStore usage,
      UsageAggregates aggregates,
      RatePeriod ratePeriod,
      Catalog catalog,
      Transactions transactions,
      BusinessClock clock) {
    return new ClosePeriod(
        contracts, ledgers, usage, aggregates, ratePeriod, catalog, transactions, clock);
  }

  @Singleton
  QueryPeriod queryPeriod(
      ContractStore contracts,
      PeriodAdjustments adjustments,
      RatePeriod ratePeriod,
      Catalog catalog,
      Transactions transactions,
      BusinessClock clock) {
    return new QueryPeriod(contracts, adjustments, ratePeriod, catalog, transactions, clock);
  }

  @Singleton
  ReadMarginals readMarginals(
      UsageAggregates aggregates, PeriodAdjustments adjustments, Transactions transactions) {
    return new ReadMarginals(aggregates, adjustments, transactions);
  }

  @Singleton
  SetThresholds setThresholds(ContractStore contracts, SpendWatches watches, BusinessClock clock) {
    return new SetThresholds(contracts, watches, clock);
  }

  @Singleton
  LookAtSpend lookAtSpend(
      ContractStore contracts,
      SpendWatches watches,
      Outbox outbox,
      QueryPeriod queryPeriod,
      Catalog catalog,
      Transactions transactions,
      BusinessClock clock) {
    return new LookAtSpend(contracts, watches, outbox, queryPeriod, catalog, transactions, clock);
  }

  @Singleton
  TakeRate takeRate(RateLimits limits, RateBuckets buckets, BusinessClock clock) {
    return new TakeRate(limits, buckets, clock, System::nanoTime);
  }

  @Singleton
  QueryUsage queryUsage(ContractStore contracts, RatePeriod ratePeriod, Transactions transactions) {
    return new QueryUsage(contracts, ratePeriod, transactions);
  }

  @Singleton
  PriceEvent priceEvent(
      ContractStore contracts,
      TermsRevisions revisions,
      ContractNames names,
      Catalog catalog,
      Transactions transactions) {
    return new PriceEvent(contracts, revisions, names, catalog, transactions);
  }

  @Singleton
  RpcPermissions ratingPermissions() {
    return RpcPermissions.builder()
        .rpc(RatingServiceGrpc.getRegisterContractMethod(), Permission.RATING_CONTRACTS)
        .rpc(RatingServiceGrpc.getIngestUsageMethod(), Permission.RATING_INGEST)
        .rpc(RatingServiceGrpc.getIngestUsageBatchMethod(), Permission.RATING_INGEST)
        .rpc(RatingServiceGrpc.getClosePeriodMethod(), Permission.RATING_CLOSE)
        .rpc(RatingServiceGrpc.getClosePeriodsMethod(), Permission.RATING_CLOSE)
        .rpc(RatingServiceGrpc.getGetClosedPeriodMethod(), Permission.RATING_READ)
        .rpc(RatingServiceGrpc.getQueryPeriodMethod(), Permission.RATING_READ)
        .rpc(RatingServiceGrpc.getListUsageExceptionsMethod(), Permission.RATING_READ)
        .rpc(CorrectionServiceGrpc.getCorrectUsageMethod(), Permission.RATING_CORRECT)
        .rpc(BackfillServiceGrpc.getCreateBackfillMethod(), Permission.RATING_CORRECT)
        .rpc(BackfillServiceGrpc.getIngestBackfillUsageMethod(), Permission.RATING_INGEST)
        .rpc(BackfillServiceGrpc.getCloseBackfillMethod(), Permission.RATING_CORRECT)
        .rpc(BackfillServiceGrpc.getDiscardBackfillMethod(), Permission.RATING_CORRECT)
        .rpc(BackfillServiceGrpc.getRevertBackfillMethod(), Permission.RATING_CORRECT)
        .rpc(BackfillServiceGrpc.getGetBackfillMethod(), Permission.RATING_READ)
        .rpc(BackfillServiceGrpc.getListBackfillsMethod(), Permission.RATING_READ)
        .rpc(CorrectionServiceGrpc.getReplayRejectedMethod(), Permission.RATING_CORRECT)
        .rpc(CorrectionServiceGrpc.getGetUsageHistoryMethod(), Permission.RATING_READ)
        .rpc(CorrectionServiceGrpc.getAdjustPeriodMethod(), Permission.RATING_CLOSE)
        .rpc(SpendServiceGrpc.getGetSpendMethod(), Permission.RATING_READ)
        .rpc(SpendServiceGrpc.getListLineUsageMethod(), Permission.RATING_READ)
        .rpc(CorrectionServiceGrpc.getListPeriodAdjustmentsMethod(), Permission.RATING_READ)
        .rpc(RatingServiceGrpc.getGetUsageSummaryMethod(), Permission.RATING_READ)
        .rpc(UsageQueryServiceGrpc.getQueryUsageMethod(), Permission.RATING_READ)
        .rpc(EstimateServiceGrpc.getPriceEventMethod(), Permission.RATING_READ)
        .rpc(ThresholdServiceGrpc.getSetThresholdMethod(), Permission.RATING_THRESHOLDS)
        .rpc(ThresholdServiceGrpc.getRemoveThresholdMethod(), Permission.RATING_THRESHOLDS)
        .rpc(ThresholdServiceGrpc.getFollowSpendMethod(), Permission.RATING_THRESHOLDS)
        .rpc(ThresholdServiceGrpc.getListThresholdsMethod(), Permission.RATING_READ)
        .rpc(ThresholdServiceGrpc.getSubscribeMethod(), Permission.RATING_READ)
        .rpc(LimitServiceGrpc.getTakeRateMethod(), Permission.RATING_LIMITS)
        .rpc(PricingServiceGrpc.getPriceUsageMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getAllocateMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getPreviewPeriodsMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getProrateMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getComputeDocumentMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getDrawDownMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getRenewGrantsMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getEvaluateCommitmentsMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getPriceCommittedMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getMeasureUsageMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getChargeRecurringMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getPriceOrderMethod(), Permission.PRICING_COMPUTE)
        .rpc(PricingServiceGrpc.getLookupPriceMethod(), Permission.PRICING_COMPUTE)
        .build();
  }
}
