package reckoner.invoicing;

/**
 * A kept file, without its bytes.
 *
 * @param sha256 of the file, lower-case hex
 */
public record Rendering(RenderingFormat format, long sizeBytes, String sha256) {}
