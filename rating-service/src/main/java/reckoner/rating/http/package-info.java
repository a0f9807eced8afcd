/** Serves rating over HTTP: usage as CloudEvents. */
@NullMarked
package reckoner.rating.http;

import org.jspecify.annotations.NullMarked;
