package reckoner.standalone.print;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.io.StringWriter;
import java.util.function.Consumer;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Element;

/** What is painted, as a text of SVG. */
public final class SvgPicture {
  private static final int PRECISION = 2;
  private static final String SVG = "http://www.w3.org/2000/svg";

  private SvgPicture() {}

  /**
   * A picture.
   *
   * @param description the picture in words, for who does not see it
   */
  public static String of(
      int width, int height, String title, String description, Consumer<Graphics2D> paint) {
    var document = GenericDOMImplementation.getDOMImplementation().createDocument(SVG, "svg", null);
    var graphics = new SVGGraphics2D(document);
    graphics.getGeneratorContext().setPrecision(PRECISION);
    graphics.setSVGCanvasSize(new Dimension(width, height));
    paint.accept(graphics);
    var root = graphics.getRoot();
    root.setAttributeNS(null, "viewBox", "0 0 %d %d".formatted(width, height));
    root.setAttributeNS(null, "role", "img");
    describe(root, "desc", description);
    describe(root, "title", title);
    return text(root);
  }

  /** Without a document type, for which a reader would ask the network. */
  private static String text(Element root) {
    var text = new StringWriter();
    try {
      var writer = TransformerFactory.newDefaultInstance().newTransformer();
      writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      writer.transform(new DOMSource(root), new StreamResult(text));
    } catch (TransformerException impossible) {
      throw new IllegalStateException("a picture is written as it is", impossible);
    }
    return text.append('\n').toString();
  }

  private static void describe(Element root, String name, String text) {
    var element = root.getOwnerDocument().createElementNS(SVG, name);
    element.setTextContent(text);
    root.insertBefore(element, root.getFirstChild());
  }
}
