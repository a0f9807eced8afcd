/** Reading of settings: files with secrets, and one clear sentence about what is wrong with one. */
@NullMarked
package reckoner.kit.settings;

import org.jspecify.annotations.NullMarked;
