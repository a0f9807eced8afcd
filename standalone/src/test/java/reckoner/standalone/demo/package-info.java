@NullMarked
package reckoner.standalone.demo;

import org.jspecify.annotations.NullMarked;
