package reckoner.workflows.grpc;

import reckoner.kit.wire.Wire;
import reckoner.proto.workflows.v1.Contract;
import reckoner.proto.workflows.v1.ContractPeriod;

/** Puts a contract on the wire. */
final class ContractWriter {
  private ContractWriter() {}

  static Contract write(reckoner.workflows.Contract contract) {
    var wire =
        Contract.newBuilder()
            .setContract(contract.contract())
            .setCustomer(contract.customer())
            .setZone(contract.zone())
            .setCurrency(contract.currency())
            .setState(state(contract.state()));
    contract.periods().forEach(period -> wire.addPeriods(period(period)));
    var activateTime = contract.activateTime();
    if (activateTime != null && contract.state() != reckoner.workflows.Contract.State.ACCEPTED) {
      wire.setActivateTime(Wire.timestamp(activateTime));
    }
    var refused = contract.refused();
    if (refused != null) {
      wire.setBlockedReason(refused.reason()).setBlockedMessage(refused.message());
    }
    return wire.build();
  }

  private static Contract.State state(reckoner.workflows.Contract.State state) {
    return switch (state) {
      case ACCEPTED -> Contract.State.ACCEPTED;
      case ACTIVE -> Contract.State.ACTIVE;
      case ENDED -> Contract.State.ENDED;
    };
  }

  private static ContractPeriod period(reckoner.workflows.ContractPeriod period) {
    return ContractPeriod.newBuilder()
        .setPeriod(Wire.interval(period.start(), period.end()))
        .setCutoffTime(Wire.timestamp(period.cutoff()))
        .setState(
            switch (period.state()) {
              case OPEN -> ContractPeriod.State.OPEN;
              case BLOCKED -> ContractPeriod.State.BLOCKED;
              case CLOSED -> ContractPeriod.State.CLOSED;
              case BILLED -> ContractPeriod.State.BILLED;
            })
        .build();
  }
}
