package reckoner.invoicing.grpc;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import reckoner.invoicing.InvoicingReason;
import reckoner.kit.refusal.Refusal;

/** The key after which a page begins, in a form that clients need not understand. */
final class PageToken {
  private static final String VERSION = "1:";

  private PageToken() {}

  static String of(String lastKey) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((VERSION + lastKey).getBytes(StandardCharsets.UTF_8));
  }

  /** The key; empty for an empty token. */
  static String read(String token) {
    if (token.isEmpty()) {
      return "";
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      if (text.startsWith(VERSION) && text.indexOf('\0') < 0) {
        return text.substring(VERSION.length());
      }
    } catch (IllegalArgumentException notBase64) {
      throw invalid();
    }
    throw invalid();
  }

  private static RuntimeException invalid() {
    return Refusal.of(
            InvoicingReason.PAGE_TOKEN_INVALID,
            "page_token is not a next_page_token that this service gave")
        .asException();
  }
}
