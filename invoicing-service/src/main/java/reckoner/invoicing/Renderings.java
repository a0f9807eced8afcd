package reckoner.invoicing;

import java.util.List;
import java.util.Optional;

/** Port: the kept files. */
public interface Renderings {
  /** Keeps a file unless one of its format is kept already. */
  void keep(String tenant, String invoice, RenderingFormat format, byte[] content);

  /** The files of an invoice, in the order of {@link RenderingFormat}. */
  List<Rendering> of(String tenant, String invoice);

  Optional<byte[]> content(String tenant, String invoice, RenderingFormat format);
}
