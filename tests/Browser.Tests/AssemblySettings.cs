// Two browsers and a server are as much as one machine plays without stutter.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
