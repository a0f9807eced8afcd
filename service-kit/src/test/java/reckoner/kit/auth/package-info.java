@NullMarked
package reckoner.kit.auth;

import org.jspecify.annotations.NullMarked;
