package reckoner.workflows.grpc;

import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import reckoner.kit.auth.Caller;
import reckoner.kit.refusal.KitReason;
import reckoner.kit.refusal.Refusal;
import reckoner.kit.wire.PageToken;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractServiceGrpc;
import reckoner.proto.workflows.v1.GetContractRequest;
import reckoner.proto.workflows.v1.ListContractsRequest;
import reckoner.proto.workflows.v1.ListContractsResponse;
import reckoner.workflows.ContractStore;

/** Serves contracts. */
@Singleton
class ContractGrpc extends ContractServiceGrpc.ContractServiceImplBase {
  private final ContractStore contracts;

  ContractGrpc(ContractStore contracts) {
    this.contracts = contracts;
  }

  @Override
  public void getContract(GetContractRequest request, StreamObserver<Contract> replies) {
    var contract =
        contracts
            .find(Caller.current().tenant(), request.getContract())
            .orElseThrow(() ->
                Refusal.of(
                        KitReason.NOT_FOUND,
                        "contract %s does not exist".formatted(request.getContract()))
                    .asException());
    replies.onNext(ContractWriter.write(contract));
    replies.onCompleted();
  }

  @Override
  public void listContracts(
      ListContractsRequest request, StreamObserver<ListContractsResponse> replies) {
    int size = PageToken.size(request.getPageSize());
    var after = PageToken.read(request.getPageToken(), 1).map(List::getFirst).orElse("");
    var found = contracts.page(Caller.current().tenant(), after, size + 1);
    var page = ListContractsResponse.newBuilder();
    found.stream().limit(size).map(ContractWriter::write).forEach(page::addContracts);
    if (found.size() > size) {
      page.setNextPageToken(PageToken.of(found.get(size - 1).contract()));
    }
    replies.onNext(page.build());
    replies.onCompleted();
  }
}
