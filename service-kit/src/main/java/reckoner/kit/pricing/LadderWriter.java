package reckoner.kit.pricing;

import reckoner.pricing.book.Answer;
import reckoner.pricing.book.Rung;
import reckoner.pricing.book.Verdict;
import reckoner.proto.catalog.v1.LadderRung;
import reckoner.proto.catalog.v1.LookupPriceResponse.Reason;
import reckoner.proto.catalog.v1.LookupPriceResponse.RungAnswer;

/** Why rungs of a ladder apply or do not, as the proto says it. */
public final class LadderWriter {
  private LadderWriter() {}

  public static RungAnswer judged(Answer.Judged judged) {
    return RungAnswer.newBuilder()
        .setRung(rung(judged.rung()))
        .setReason(reason(judged.verdict().code()))
        .setWords(judged.verdict().words())
        .build();
  }

  /** For a book whose prices do not count. */
  public static RungAnswer otherCurrency(
      Rung rung, String book, String bookCurrency, String currency) {
    return RungAnswer.newBuilder()
        .setRung(rung(rung))
        .setReason(Reason.OTHER_CURRENCY)
        .setWords("%s is in %s, the contract in %s".formatted(book, bookCurrency, currency))
        .build();
  }

  /** The names of both enums are the same. */
  public static LadderRung rung(Rung rung) {
    return LadderRung.valueOf(rung.name());
  }

  private static Reason reason(Verdict.Code code) {
    return switch (code) {
      case CHOSEN -> Reason.APPLIES;
      case A_HIGHER_RUNG_APPLIES -> Reason.A_HIGHER_RUNG_APPLIES;
      case MULTIPLIES_NOTHING -> Reason.MULTIPLIES_NOTHING;
      case NOT_YET_IN_FORCE -> Reason.NOT_YET_IN_FORCE;
      case NO_LONGER_IN_FORCE -> Reason.NO_LONGER_IN_FORCE;
      case DIMENSIONS_NOT_COVERED -> Reason.DIMENSIONS_NOT_COVERED;
      case PRODUCT_NOT_PRICED -> Reason.PRODUCT_NOT_PRICED;
      case NO_BOOK -> Reason.NOTHING_THERE;
    };
  }
}
