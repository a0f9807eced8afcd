package reckoner.standalone.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ListContractsRequest;

/** Watches the contracts' workflows through the contracts' states. */
final class Contracts {
  private static final int PAGE_SIZE = 1000;

  private final Clients clients;
  private final Story story;

  Contracts(Clients clients, Story story) {
    this.clients = clients;
    this.story = story;
  }

  List<Contract> list() {
    var contracts = new ArrayList<Contract>();
    var token = "";
    do {
      var page =
          clients
              .contracts()
              .listContracts(
                  ListContractsRequest.newBuilder()
                      .setPageSize(PAGE_SIZE)
                      .setPageToken(token)
                      .build());
      contracts.addAll(page.getContractsList());
      token = page.getNextPageToken();
    } while (!token.isEmpty());
    return contracts;
  }

  /**
   * Waits until every contract is as wanted, telling how it goes on.
   *
   * @param what what they are to be, for the story
   */
  List<Contract> await(String what, Predicate<Contract> wanted) {
    var wait = new Wait(story);
    while (true) {
      var contracts = list();
      var done = contracts.stream().filter(wanted).count();
      if (done == contracts.size()) {
        return contracts;
      }
      var missing = contracts.stream().filter(wanted.negate()).findFirst().orElseThrow();
      wait.pause(
          done,
          "%,d of %,d contracts are %s".formatted(done, contracts.size(), what),
          () -> "contract %s is %s".formatted(missing.getContract(), missing.getState()));
    }
  }
}
