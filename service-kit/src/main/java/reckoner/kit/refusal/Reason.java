package reckoner.kit.refusal;

import io.grpc.Status;

/** A stable name for a refusal; every one has a line in docs/errors.md. */
public interface Reason {
  /** Upper-case with underscores, never renamed. */
  String name();

  Status.Code code();
}
