@NullMarked
package reckoner.kit.settings;

import org.jspecify.annotations.NullMarked;
