/** Request records: every mutation once (RULES C1, C3). */
@NullMarked
package reckoner.kit.request;

import org.jspecify.annotations.NullMarked;
