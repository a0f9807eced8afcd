/** An adapter that uses the other one. */
@NullMarked
package reckoner.standalone.rules.wrong.grpc;

import org.jspecify.annotations.NullMarked;
