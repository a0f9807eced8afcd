/** Connections: channels to other services, TLS of the own ports, draining. */
@NullMarked
package reckoner.kit.net;

import org.jspecify.annotations.NullMarked;
