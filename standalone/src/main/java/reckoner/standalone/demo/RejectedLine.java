package reckoner.standalone.demo;

/**
 * A line of a trace that is in no charge and waits for nothing: unreadable, rejected, or in
 * conflict with an earlier one.
 *
 * @param text the line as it stands, where no event could be made of it
 * @param status {@code UNREADABLE}, {@code REJECTED} or {@code CONFLICT}
 */
record RejectedLine(
    String file,
    long line,
    String eventId,
    String status,
    String reason,
    String message,
    String text) {}
