package io.chatcluster.room;

/// What is offered to a member, whole or not at all.
///
/// The same object is offered to all who are to have it, so an outlet may keep the encoded form of
/// the last one it saw: it is encoded once for each loop and form of frames, however many members
/// there are.
public sealed interface Delivery permits Batch, Signals {}
