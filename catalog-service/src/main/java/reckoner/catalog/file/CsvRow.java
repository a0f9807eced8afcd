package reckoner.catalog.file;

import java.util.List;

/**
 * A row of a file.
 *
 * @param line in which it begins, from 1; quoted cells may have lines of their own
 */
record CsvRow(int line, List<String> cells) {
  Node.Place place(int index) {
    return new Node.Place(line, index + 1);
  }
}
