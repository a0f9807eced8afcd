@org.jspecify.annotations.NullMarked
package reckoner.rating.http;
