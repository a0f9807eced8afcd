package reckoner.client;

/**
 * What a client has done since it was opened, and what it holds now. Counts only grow.
 *
 * @param reported events that the spool has taken
 * @param stored events that the ledger has, the spooled and the confirmed ones, duplicates included
 * @param duplicates of these, those that the ledger had before: sent again after a lost answer or a
 *     restart, or reported twice
 * @param rejected spooled events that the ledger did not take; they stand in the file of rejects
 * @param batches that were answered
 * @param brokenCalls calls that ended before everything sent on them was answered, or could not be
 *     made at all
 * @param tornBytes that a crash left unfinished at the end of the spool; of no promised event
 * @param damagedFiles files of the spool that held damage where none can be from a crash; they are
 *     kept beside it
 * @param waitingEvents in the spool, not answered yet
 * @param waitingConfirmations events whose reporters wait, not sent yet
 * @param spoolBytes that the spool and its rejects take now
 */
public record UsageCounters(
    long reported,
    long stored,
    long duplicates,
    long rejected,
    long batches,
    long brokenCalls,
    long tornBytes,
    long damagedFiles,
    long waitingEvents,
    long waitingConfirmations,
    long spoolBytes) {}
