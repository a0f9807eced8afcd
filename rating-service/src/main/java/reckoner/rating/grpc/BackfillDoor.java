package reckoner.rating.grpc;

import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import jakarta.inject.Singleton;

/** The service of backfills, in the room of all usage. */
@Singleton
class BackfillDoor implements BindableService {
  private final BackfillGrpc backfills;
  private final MessageRoom room;

  BackfillDoor(BackfillGrpc backfills, MessageRoom room) {
    this.backfills = backfills;
    this.room = room;
  }

  @Override
  public ServerServiceDefinition bindService() {
    return room.over(backfills.bindService());
  }
}
