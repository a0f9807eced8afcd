package reckoner.invoicing.rendering;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.BitSet;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * The font that is embedded in every PDF. It has Latin, Greek and Cyrillic letters; what it lacks
 * is shown as a white square, so that a name in another script is visibly not in full and never
 * stops a document. JSON and CSV have every name in full.
 */
final class DocumentFont {
  static final String FAMILY = "Liberation Sans";

  private static final String RESOURCE =
      "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final char LACKING = '□';
  private static final int CODE_POINTS = 0x10000;

  private final byte[] file = read();
  private final BitSet known = known(file);

  InputStream stream() {
    return new ByteArrayInputStream(file);
  }

  /** The text as this font can show it; white space and control characters become a space. */
  String showable(String text) {
    var shown = new StringBuilder(text.length());
    text.codePoints().forEach(c -> shown.appendCodePoint(showable(c)));
    return shown.toString();
  }

  private int showable(int c) {
    if (Character.isWhitespace(c) || Character.isISOControl(c)) {
      return ' ';
    }
    if (Character.getType(c) == Character.FORMAT) {
      return '\u200B'; // directions and joiners have no shape; neither has this space
    }
    return known.get(c) ? c : LACKING;
  }

  private static byte[] read() {
    try (var stream = PDDocument.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("PDFBox has no " + RESOURCE);
      }
      return stream.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static BitSet known(byte[] file) {
    try (var font = new TTFParser().parse(new RandomAccessReadBuffer(file))) {
      var glyphs = font.getUnicodeCmapLookup();
      var known = new BitSet(CODE_POINTS);
      for (int c = ' '; c < CODE_POINTS; c++) {
        known.set(c, glyphs.getGlyphId(c) != 0 && !Character.isSurrogate((char) c));
      }
      return known;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
