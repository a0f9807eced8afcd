package reckoner.standalone.usage;

/** Texts of others in tables that people open. */
public final class Spreadsheet {
  /** What a spreadsheet would take for a formula. */
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  private Spreadsheet() {}

  /** The text as a spreadsheet shows it and does not run it. */
  public static String guarded(String text) {
    return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }
}
