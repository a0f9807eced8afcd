package reckoner.workflows.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.request.Mutations;
import reckoner.proto.workflows.v1.AcceptQuoteRequest;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.CreateQuoteRequest;
import reckoner.proto.workflows.v1.GetQuoteRequest;
import reckoner.proto.workflows.v1.Quote;
import reckoner.proto.workflows.v1.QuoteServiceGrpc;
import reckoner.workflows.AcceptQuote;
import reckoner.workflows.CreateQuote;
import reckoner.workflows.Processes;
import reckoner.workflows.QuoteStore;

/** Serves quotes. */
@Singleton
class QuoteGrpc extends QuoteServiceGrpc.QuoteServiceImplBase {
  private final Mutations mutations;
  private final CreateQuote createQuote;
  private final AcceptQuote acceptQuote;
  private final QuoteStore quotes;
  private final Processes processes;

  QuoteGrpc(
      Mutations mutations,
      CreateQuote createQuote,
      AcceptQuote acceptQuote,
      QuoteStore quotes,
      Processes processes) {
    this.mutations = mutations;
    this.createQuote = createQuote;
    this.acceptQuote = acceptQuote;
    this.quotes = quotes;
    this.processes = processes;
  }

  @Override
  public void createQuote(CreateQuoteRequest request, StreamObserver<Quote> replies) {
    var tenant = Caller.current().tenant();
    var quote = QuoteReader.read(request.getQuote());
    var reply =
        mutations.once(
            QuoteServiceGrpc.getCreateQuoteMethod(),
            request,
            request.getRequestId(),
            Quote.parser(),
            () -> QuoteWriter.write(createQuote.create(tenant, quote)));
    replies.onNext(reply);
    replies.onCompleted();
  }

  @Override
  public void acceptQuote(AcceptQuoteRequest request, StreamObserver<Contract> replies) {
    var tenant = Caller.current().tenant();
    var reply =
        mutations.once(
            QuoteServiceGrpc.getAcceptQuoteMethod(),
            request,
            request.getRequestId(),
            Contract.parser(),
            () ->
                ContractWriter.write(
                    acceptQuote.accept(tenant, request.getQuote(), request.getContentHash())));
    processes.startsRequested();
    replies.onNext(reply);
    replies.onCompleted();
  }

  @Override
  public void getQuote(GetQuoteRequest request, StreamObserver<Quote> replies) {
    var quote =
        quotes
            .find(Caller.current().tenant(), request.getQuote())
            .orElseThrow(() ->
                Refusal.of(
                        KitReason.NOT_FOUND,
                        "quote %s does not exist".formatted(request.getQuote()))
                    .asException());
    replies.onNext(QuoteWriter.write(quote));
    replies.onCompleted();
  }
}
