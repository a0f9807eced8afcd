package reckoner.catalog.file;

/**
 * Cells that no spreadsheet takes for a formula: where a text begins with what begins one, an
 * apostrophe stands before it, which the reader takes away.
 */
final class CsvCell {
  private static final String STARTS = "=+-@\t\r'";

  private CsvCell() {}

  static String write(String text) {
    return !text.isEmpty() && STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  static String read(String cell) {
    return cell.length() > 1 && cell.charAt(0) == '\'' && STARTS.indexOf(cell.charAt(1)) >= 0
        ? cell.substring(1)
        : cell;
  }
}
