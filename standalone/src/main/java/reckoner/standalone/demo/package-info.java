/**
 * The main job as any client could do it: from a price list to finalised invoices, by gRPC calls
 * alone.
 */
@NullMarked
package reckoner.standalone.demo;

import org.jspecify.annotations.NullMarked;
