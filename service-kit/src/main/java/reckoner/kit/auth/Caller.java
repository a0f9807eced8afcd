package reckoner.kit.auth;

import io.grpc.Context;

/** Who calls, from the credential alone, never from the request. */
public record Caller(String tenant, String serviceAccount, Role role) {
  private static final Context.Key<Caller> KEY = Context.key("caller");

  /** The caller of the RPC that this thread serves. */
  public static Caller current() {
    var caller = KEY.get();
    if (caller == null) {
      throw new IllegalStateException("no caller: this RPC is public or runs outside the edge");
    }
    return caller;
  }

  public Context in(Context context) {
    return context.withValue(KEY, this);
  }
}
