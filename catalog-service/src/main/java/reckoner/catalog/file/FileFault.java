package reckoner.catalog.file;

/**
 * What is wrong at one place of a file.
 *
 * @param line from 1
 * @param column from 1; in CSV the number of the cell
 * @param path the field, such as {@code prices[2].terms.price}; empty where it is about no field
 * @param message what is wrong, and what would be accepted
 */
public record FileFault(int line, int column, String path, String message) {
  /** E.g. {@code prices.yaml:17:5: prices[2].product: is not a key}. */
  public String in(String fileName) {
    return "%s:%d:%d: %s%s"
        .formatted(fileName, line, column, path.isEmpty() ? "" : path + ": ", message);
  }
}
