package reckoner.workflows.grpc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import reckoner.kit.refusal.Refusal;
import reckoner.workflows.WorkflowsReason;

/** The key after which the next page begins, as a text without a meaning to clients. */
final class PageToken {
  private static final int PAGE_SIZE_DEFAULT = 100;

  private PageToken() {}

  static int pageSize(int asked) {
    return asked == 0 ? PAGE_SIZE_DEFAULT : asked;
  }

  static String after(String key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The key, or the empty text for the first page. */
  static String key(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notOurs) {
      throw Refusal.of(
              WorkflowsReason.PAGE_TOKEN_INVALID,
              "page_token was not made by this service; use next_page_token of the page before")
          .asException();
    }
  }
}
